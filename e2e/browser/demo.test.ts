/** The demo: 256 households, a resident and an officer beside each other, each a replica of its own; nothing is faked. */
import { test } from "vitest";
import type { Frame, Page } from "playwright-core";
import { eventually } from "./support/eventually.ts";
import {
  answerForFamily,
  boardLine,
  button,
  checkIn,
  expectCount,
  heading,
  openIncident,
  press,
  expectToSee,
} from "./support/people.ts";
import { createStage } from "./support/stage.ts";

const stage = createStage();
const BANNER = "デモです。ほんとうの町会には届きません";

test("デモ町会をひらく gives 256 households, and a check-in passes from one view to the other", async () => {
  const relay = await stage.relay();
  const { page } = await stage.device("見に来た人", "laptop", { isFirstVisit: true });
  await page.goto(relay.url);
  await press(page, "デモ町会をひらく");
  const officer = await view(page, "officer");
  const resident = await view(page, "resident");
  // 256 households are founded on the device itself, which takes a slow machine a while.
  await button(resident, "揺れました").waitFor({ timeout: 120_000 });
  const name = await ownName(resident);

  await press(officer, "役員の画面をひらく");
  await press(officer, "名簿");
  await expectToSee(officer, "256 世帯");
  await expectToSee(officer, BANNER);
  await press(officer, "もどる");
  await openIncident(officer, "本番", "灯町の地震");
  await expectToSee(officer, BANNER);
  await heading(resident, "安否を知らせてください").waitFor();
  await expectToSee(resident, BANNER);
  // That the resident's device has joined comes to the officer's by an entry of its own.
  await expectCount(officer, "アプリなし", 254);

  await checkIn(resident, "無事です");
  await answerForFamily(resident, "家族みんな");
  await expectToSee(resident, "役員の端末に届きました");
  await expectToSee(resident, BANNER);
  await expectCount(officer, "応答", 1);
  await expectToSee(boardLine(officer, name), "無事");
});

test("[STR] the two views share a group: what one says on its board the other reads, and who leads it is told", async () => {
  const relay = await stage.relay();
  const { page } = await stage.device("見に来た人", "laptop");
  await page.goto(`${relay.url}/demo`);
  const officer = await view(page, "officer");
  const resident = await view(page, "resident");
  await button(resident, "揺れました").waitFor({ timeout: 120_000 });
  const card = resident.getByRole("link").filter({ hasText: "班のひとこと" });
  await expectToSee(card, "新しい");
  await card.click();
  const notice = resident.getByRole("listitem").filter({ hasText: "消火器の点検" });
  await expectToSee(notice, "班長");
  await press(resident, "ひとこと書く");
  await resident.getByLabel("ひとこと", { exact: true }).fill("わかりました。出しておきます");
  await press(resident, "送る");
  await expectToSee(resident, "役員の端末に届きました");
  await expectToSee(resident, BANNER);

  await officer.getByRole("link").filter({ hasText: "班のひとこと" }).click();
  const answer = officer.getByRole("listitem").filter({ hasText: "わかりました" });
  await expectToSee(answer, "3班-12");
  await press(officer, "ひとこと書く");
  await officer.getByLabel("ひとこと", { exact: true }).fill("ありがとうございます");
  await press(officer, "送る");
  await expectToSee(resident, "ありがとうございます");
});

test("on a phone the demo shows one view at a time, and a switch", async () => {
  const relay = await stage.relay();
  const { page } = await stage.device("見に来た人", "phone");
  await page.goto(`${relay.url}/demo`);
  await expectToSee(page, BANNER);
  const frames = { 住民: "住民の画面", 役員: "役員の画面" } as const;
  await page.getByTitle(frames.住民).waitFor();
  await page.getByTitle(frames.役員).waitFor({ state: "hidden" });
  await page.getByRole("radio", { name: "役員", exact: true }).check();
  await page.getByTitle(frames.住民).waitFor({ state: "hidden" });
  await page.getByTitle(frames.役員).waitFor();
});

/** The frame of one of the two views. */
function view(page: Page, who: "resident" | "officer"): Promise<Frame> {
  return eventually(`the ${who}'s view`, () =>
    page.frames().find((frame) => new URL(frame.url()).pathname.startsWith(`/demo/${who}`)),
  );
}

/** The representative's name as わたしの町会 shows it. */
async function ownName(resident: Frame): Promise<string> {
  await resident.getByRole("link").filter({ hasText: "わたしの町会" }).click();
  const facts = resident.locator("dl").first();
  await facts.waitFor();
  const name = await facts.locator("dd").nth(2).innerText();
  await press(resident, "ホーム");
  return name;
}
