/**
 * Accessibility checks with axe-core on the page as it is.
 *
 * axe is put in through the debugging protocol, not as a script element, so that the page keeps its strict content
 * security policy while it is checked.
 */
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import type { AxeResults } from "axe-core";
import type { CDPSession, Page } from "playwright-core";

const axeSource = readFileSync(
  createRequire(import.meta.url).resolve("axe-core/axe.min.js"),
  "utf8",
);

/** Fails with one line for each element that breaks a rule of axe (WCAG 2.2 A and AA, and best practices). */
export async function expectNoAxeViolations(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  try {
    await evaluate(session, `if (!globalThis.axe) { ${axeSource} }`);
    const results = (await evaluate(
      session,
      `axe.run(document, { resultTypes: ["violations"] })`,
    )) as AxeResults;
    const lines = results.violations.flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, failureSummary }) =>
        [
          `${id}: ${help}`,
          `  ${target.join(" ")}`,
          `  ${failureSummary?.split("\n").join(" ")}`,
        ].join("\n"),
      ),
    );
    if (lines.length > 0)
      throw new Error(`axe found ${lines.length} violations at ${page.url()}\n${lines.join("\n")}`);
  } finally {
    await session.detach();
  }
}

async function evaluate(session: CDPSession, expression: string): Promise<unknown> {
  const { result, exceptionDetails } = await session.send("Runtime.evaluate", {
    expression,
    awaitPromise: true,
    returnByValue: true,
  });
  if (exceptionDetails)
    throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
  return result.value;
}
