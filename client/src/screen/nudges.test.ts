import { expect, test } from "vitest";
import { INCIDENT_MS_BETWEEN, TOUCH_MS_APART, watchForNudges } from "./nudges.ts";

function openPage({ isUrgent }: { readonly isUrgent: boolean }) {
  const page = { nowMs: 0, nudges: 0, isVisible: true, tick: (): void => undefined };
  const [document, window] = [new EventTarget(), new EventTarget()];
  const tickers: number[] = [];
  const stop = watchForNudges(
    {
      page: document,
      window,
      isVisible: () => page.isVisible,
      nowMs: () => page.nowMs,
      setTicker: (ms, fire) => {
        tickers.push(ms);
        page.tick = fire;
        return () => void tickers.pop();
      },
      nudge: () => void (page.nudges += 1),
    },
    isUrgent,
  );
  return { page, document, window, tickers, stop };
}

test("a touch, a key and coming to the front end the wait; a trembling thumb does so once", () => {
  const { page, document, window, tickers } = openPage({ isUrgent: false });
  document.dispatchEvent(new Event("pointerdown"));
  document.dispatchEvent(new Event("pointerdown"));
  expect(page.nudges).toBe(1);
  page.nowMs = TOUCH_MS_APART;
  document.dispatchEvent(new Event("keydown"));
  page.nowMs = 2 * TOUCH_MS_APART;
  window.dispatchEvent(new Event("focus"));
  expect(page.nudges).toBe(3);
  expect(tickers).toEqual([]);
});

test("a clock that was set back by a year silences nobody", () => {
  const { page, document } = openPage({ isUrgent: false });
  document.dispatchEvent(new Event("pointerdown"));
  page.nowMs = -365 * 24 * 60 * 60 * 1000;
  document.dispatchEvent(new Event("pointerdown"));
  expect(page.nudges).toBe(2);
});

test("an incident before somebody's eyes tries the relay every minute, a hidden one not at all", () => {
  const { page, tickers } = openPage({ isUrgent: true });
  expect(tickers).toEqual([INCIDENT_MS_BETWEEN]);
  page.tick();
  expect(page.nudges).toBe(1);
  page.isVisible = false;
  page.tick();
  expect(page.nudges).toBe(1);
});

test("once the relay answers, nothing is nudged any more", () => {
  const { page, document, window, tickers, stop } = openPage({ isUrgent: true });
  stop();
  document.dispatchEvent(new Event("pointerdown"));
  window.dispatchEvent(new Event("focus"));
  expect(page.nudges).toBe(0);
  expect(tickers).toEqual([]);
});
