/** A telephone number stood in a circular: it is withdrawn and erased, also on a phone that was away. [DOC3] [ERA1] */
import { expect, test } from "vitest";
import type { Page } from "playwright-core";
import { expectNoAxeViolations } from "./support/axe.ts";
import { eventually } from "./support/eventually.ts";
import {
  expectNotToSee,
  expectToSee,
  heading,
  openAgain,
  press,
  publishCircular,
} from "./support/people.ts";
import { createStage, foundNeighbourhood, joinedPhone } from "./support/stage.ts";

const stage = createStage();
const STAYS = { title: "どんど焼きのお知らせ", body: "1月14日の9時から神社で行います。" };
const MISTAKE = { title: "係の連絡先", body: "田辺まで。076-000-0001" };

test("[DOC3] [ERA1] an officer erases what a withdrawn circular says; a phone that was away gets it; the others stay, in their order and as read", async () => {
  const neighbourhood = await foundNeighbourhood(stage, ["山吹 みのり", "柳 けい"]);
  const { officer, relay } = neighbourhood;
  const resident = await joinedPhone(stage, neighbourhood, "山吹 みのり");
  const { page } = resident;
  for (const circular of [STAYS, MISTAKE]) await publishCircular(officer.page, circular);
  for (const { title } of [STAYS, MISTAKE])
    await page.getByRole("link").filter({ hasText: title }).waitFor();
  await page.getByRole("link").filter({ hasText: STAYS.title }).click();
  await heading(page, STAYS.title).waitFor();
  expect(await storedIn(page)).toContain(MISTAKE.body);

  await page.context().setOffline(true);
  const card = officer.page.locator(".card").filter({ hasText: MISTAKE.title });
  await press(card, "とりさげる");
  await press(officer.page.getByRole("dialog"), "とりさげる");
  await press(card, "この回覧の文を消す");
  const dialog = officer.page.getByRole("dialog");
  await expectToSee(dialog, /もとにもどせません/);
  await expectToSee(dialog, /つながらないままの端末、印刷した紙/);
  await expectNoAxeViolations(officer.page);
  await shoot(officer.page, "ask");
  await press(dialog, "この回覧の文を消す");
  await expectToSee(officer.page, "この端末から文を消しました");
  await expectNotToSee(officer.page, MISTAKE.title);
  await expectNoAxeViolations(officer.page);
  await shoot(officer.page, "done");
  await eventually("gone from the officer's store", async () => {
    const text = await storedIn(officer.page);
    return !text.includes(MISTAKE.body) && text.includes(STAYS.body);
  });
  expect(await storedIn(page)).toContain(MISTAKE.body);

  await page.context().setOffline(false);
  await page.goto(relay.url);
  await openAgain(page);
  await eventually("gone from the phone that was away", async () => {
    const text = await storedIn(page);
    return !text.includes(MISTAKE.body) && text.includes(STAYS.body);
  });
  await page.goto(`${relay.url}/circulars`);
  const link = page.getByRole("link").filter({ hasText: STAYS.title });
  await link.waitFor();
  await expectToSee(link, /読みました/);
  await expectNotToSee(page, MISTAKE.title);
  await expectToSee(officer.page, "既読 1／2 世帯");
});

/** All that the page's databases hold, as text: payloads stand there opened. */
async function storedIn(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const asked = <Answer>(request: IDBRequest<Answer>): Promise<Answer> =>
      new Promise((resolve, reject) => {
        request.addEventListener("success", () => resolve(request.result));
        request.addEventListener("error", () => reject(request.error ?? new Error("no answer")));
      });
    const texts: string[] = [];
    for (const { name } of await indexedDB.databases()) {
      if (name === undefined) continue;
      const database = await asked(indexedDB.open(name));
      for (const table of database.objectStoreNames) {
        const rows = await asked(database.transaction(table).objectStore(table).getAll());
        texts.push(
          JSON.stringify(rows, (_key, item: unknown) =>
            item instanceof Uint8Array ? new TextDecoder().decode(item) : item,
          ),
        );
      }
      database.close();
    }
    return texts.join("\n");
  });
}

async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env["SHOTS_DIR"];
  if (folder !== undefined)
    await page.screenshot({ path: `${folder}/circular-erasing-${name}.png`, fullPage: true });
}
