/** Measures what eyes and fingers need, in the page as it is drawn: size of text, size of targets, width of the page. */
import type { Frame } from "playwright-core";

/** The smallest text, in CSS pixels. */
const TEXT_PX_MIN = 16;
/** The smallest target, in CSS pixels, in both directions. */
const TARGET_PX_MIN = 48;

/**
 * Says what is too small or too wide: an empty answer is the good one.
 *
 * A link inside a sentence is text, not a target (WCAG 2.2, 2.5.8). A radio button or tick box is as large as its label.
 */
export function faultsOfSize(frame: Frame): Promise<readonly string[]> {
  return frame.evaluate(
    ({ textMin, targetMin }) => {
      const nameOf = (element: Element) =>
        `${element.tagName.toLowerCase()}.${element.className} 「${(element.textContent || element.getAttribute("aria-label") || "").trim().slice(0, 30)}」`;
      const isDrawn = (element: Element) =>
        element.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }) &&
        element.closest(".visually-hidden") === null;
      const faults: string[] = [];
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        const parent = node.parentElement;
        if (!parent || node.textContent?.trim() === "" || !isDrawn(parent)) continue;
        const px = Number.parseFloat(getComputedStyle(parent).fontSize);
        if (px < textMin) faults.push(`${px} px text: ${nameOf(parent)}`);
      }
      for (const field of document.querySelectorAll("input, textarea, select")) {
        const px = Number.parseFloat(getComputedStyle(field).fontSize);
        if (isDrawn(field) && px < textMin) faults.push(`${px} px text: ${nameOf(field)}`);
      }
      const targets = "a[href], button, summary, select, textarea, input, [role=button]";
      for (const element of document.querySelectorAll(targets)) {
        if (!isDrawn(element) || element.closest("p") !== null) continue;
        const isTicked = element.matches("input[type=radio], input[type=checkbox]");
        const target = (isTicked && element.closest("label")) || element;
        const { width, height } = target.getBoundingClientRect();
        if (Math.min(width, height) >= targetMin - 0.5) continue;
        faults.push(`${Math.round(width)} × ${Math.round(height)} px target: ${nameOf(element)}`);
      }
      return faults;
    },
    { textMin: TEXT_PX_MIN, targetMin: TARGET_PX_MIN },
  );
}

/** Says which elements make a page wider than its window; empty where nobody has to scroll sideways. */
export function faultsOfWidth(frame: Frame): Promise<readonly string[]> {
  return frame.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const isTooWide = (element: Element) => element.getBoundingClientRect().right > clientWidth + 1;
    const causes = [...document.querySelectorAll("body *")].filter(isTooWide).slice(0, 3);
    const names = causes.map(
      ({ tagName, className, textContent }) =>
        `${tagName.toLowerCase()}.${String(className)} 「${(textContent ?? "").slice(0, 30)}」`,
    );
    return [`${scrollWidth - clientWidth} px too wide: ${names.join(", ")}`];
  });
}
