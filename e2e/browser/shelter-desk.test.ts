/** 避難所の受付: a laptop many share finds who comes by typing, records without a relay, and knows nobody else's answers. [STR] [MEM3] */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { expectNoAxeViolations } from "./support/axe.ts";
import { eventually } from "./support/eventually.ts";
import {
  boardLine,
  button,
  expectCount,
  expectNone,
  expectNotToSee,
  expectToSee,
  heading,
  joinByCode,
  makeCard,
  openAgain,
  openIncident,
  pasteHouseholds,
  press,
  foundAssociation,
} from "./support/people.ts";
import { createStage, FOUNDER } from "./support/stage.ts";

const stage = createStage();
const SEARCH = "世帯をさがす";
const SHELTER = "額小学校";
const ABSENCE = "入院で、しばらく留守にします";
const VOUCHED = "確認しました。この端末に保存しました";

test("[STR] [MEM3] [DEL2] a shelter's laptop is made a desk, finds who comes by kana, records with no relay, and ends", async () => {
  const relay = await stage.relay();
  const officer = await stage.device("朝霧 とも（役員）", "laptop");
  await foundAssociation(officer.page, relay.url, FOUNDER);
  await pasteHouseholds(officer.page, [
    { group: 1, name: "灯会館" },
    { group: 3, name: "山吹 みのり", kana: "やまぶき みのり" },
    { group: 3, name: "楓 まこと", kana: "かえで まこと" },
  ]);
  await markHall(officer.page);
  const card = await makeCard(officer.page, "灯会館");
  const laptop = await stage.device("避難所のパソコン", "laptop");
  await joinByCode(laptop.page, relay.url, card, "灯会館");
  await expectToSee(officer.page, "未確認の端末 1 台");
  await vouchTwice(officer.page, "灯会館");
  await writeAbsence(officer.page, relay.url);
  // It is a household's device yet.
  await expectToSee(laptop.page, new RegExp(ABSENCE));
  await officer.page.goto(`${relay.url}/desk`);
  await openIncident(officer.page, "本番", "4月2日の地震");
  await press(officer.page, "もどる");
  await press(officer.page, "端末をなくしたとき・役員をふやす");
  await officer.page.getByRole("button", { name: /灯会館.*避難所の受付にする$/ }).click();
  await expectToSee(officer.page, /^避難所の受付は、来た人の安否を/);
  await expectNoAxeViolations(officer.page);
  await press(officer.page.getByRole("dialog"), "避難所の受付にする");
  await officer.page.getByRole("button", { name: /灯会館.*受付をおわる$/ }).waitFor();

  await heading(laptop.page, "安否を知らせてください").waitFor();
  // The check and the appointment are two entries; either may come first.
  await button(laptop.page, "避難所の受付をひらく").waitFor();
  await expectNoMessages(laptop.page, relay.url);
  await press(laptop.page, "避難所の受付をひらく");
  await heading(laptop.page, "避難所の受付").waitFor();
  await expectNotToSee(laptop.page, /^世帯の名前を受けとっています/);
  await nameShelter(laptop.page);
  const search = laptop.page.getByLabel(SEARCH, { exact: true });
  await search.fill("3班");
  await expectNotToSee(laptop.page, /山吹|楓/);
  await search.fill("や");
  await expectNotToSee(laptop.page, /山吹|楓/);
  await relay.stop();
  await search.fill("ヤマブキ");
  const found = laptop.page.getByRole("button", { name: /^3班-\d+ 山吹 みのり$/ });
  await found.waitFor();
  await expectNoAxeViolations(laptop.page);
  await found.click();
  const dialog = laptop.page.getByRole("dialog");
  for (const choice of ["家族みんな", "支援希望", "本人"])
    await dialog.getByRole("radio", { name: choice, exact: true }).check();
  const comment = dialog.getByLabel("ひとこと", { exact: true });
  await comment.fill("あ".repeat(500));
  await expectToSee(dialog, "長すぎます。あと 17 文字へらしてください");
  await press(dialog, "記録する");
  expect(await comment.inputValue()).toHaveLength(500);
  await comment.fill("薬がない");
  await expectNoAxeViolations(laptop.page);
  // Twice before the screen is drawn: one record.
  await button(dialog, "記録する").evaluate((found) => {
    if (!(found instanceof HTMLElement)) return;
    found.click();
    found.click();
  });
  await expectToSee(laptop.page, /^3班-\d+ の記録をこの端末に保存しました$/);
  const written = laptop.page.getByText("この端末に保存しました。まだ役員に届いていません");
  await written.first().waitFor();
  expect(await written.count()).toBe(1);
  // The list names nobody, and the search is empty again.
  await expectNotToSee(laptop.page, /山吹/);
  await eventually("the search is empty", async () => (await search.inputValue()) === "");

  await relay.start();
  await openAgain(laptop.page);
  await officer.page.goto(`${relay.url}/desk`);
  await officer.page.getByRole("link").filter({ hasText: "4月2日の地震" }).click();
  const row = boardLine(officer.page, "山吹 みのり");
  await row.getByText("支援希望", { exact: true }).waitFor();
  // The hall is no household that has not answered.
  await expectCount(officer.page, "合計", 1);
  await expectNone(boardLine(officer.page, "灯会館"));
  await row.getByRole("button").click();
  const said = `${SHELTER}：本人の話。避難所にいる。薬がない`;
  await expectToSee(officer.page, said);
  await expectToSee(officer.page, "受付・会って聞いた");
  await press(officer.page, "一覧を印刷する");
  await expectToSee(officer.page.getByRole("article"), `ひとこと：${said}`);
  await press(officer.page, "もどる");
  await expectToSee(laptop.page, "役員の端末に届きました");
  await expectNoAxeViolations(laptop.page);

  // Somebody is being written down while an officer ends the check: it is not taken from the hands, and its way is shown.
  await search.fill("楓");
  await laptop.page.getByRole("button", { name: /^3班-\d+ 楓 まこと$/ }).click();
  await dialog.getByLabel("ひとこと", { exact: true }).fill("まことさん");
  await leaveForTwoMinutes(laptop.page);
  await officer.page.goto(`${relay.url}/desk`);
  await officer.page.getByRole("link").filter({ hasText: "4月2日の地震" }).click();
  await officer.page.getByText("そのほかの操作", { exact: true }).click();
  await press(officer.page, "安否確認をおわる");
  await press(officer.page.getByRole("dialog"), "安否確認をおわる");
  await expectToSee(laptop.page, /^いまは安否確認はありません/);
  await expectToSee(laptop.page, /この端末のホームで「揺れました」/);
  expect(await dialog.getByLabel("ひとこと", { exact: true }).inputValue()).toBe("まことさん");
  for (const choice of ["ひとりだけ", "無事", "本人", "この避難所", "会って聞いた"])
    await dialog.getByRole("radio", { name: choice, exact: true }).check();
  await press(dialog, "記録する");
  await expectToSee(laptop.page, /^3班-\d+ の記録をこの端末に保存しました$/);
  await laptop.page.getByText("役員の端末に届きました", { exact: true }).nth(1).waitFor();

  // What was begun in a drill is not saved into it once it is in earnest.
  await officer.page.goto(`${relay.url}/desk`);
  await openIncident(officer.page, "訓練", "秋の訓練");
  await expectToSee(laptop.page, "訓練 秋の訓練");
  // Another begins and stands first: the one that was chosen by hand stays, also after the screen hid itself.
  await officer.page.goto(`${relay.url}/desk`);
  await openIncident(officer.page, "訓練", "夜の訓練");
  const autumn = laptop.page.getByRole("radio", { name: "訓練 秋の訓練", exact: true });
  await autumn.check();
  await leaveForTwoMinutes(laptop.page);
  await eventually("the drill is still chosen", () => autumn.isChecked());
  await search.fill("楓");
  await laptop.page.getByRole("button", { name: /^3班-\d+ 楓 まこと$/ }).click();
  await dialog.waitFor();
  await officer.page.goto(`${relay.url}/desk`);
  await openIncident(officer.page, "本番", "4月3日の余震");
  await expectToSee(laptop.page, /本番 4月3日の余震/);
  await dialog.waitFor({ state: "hidden" });
  await expectNoAxeViolations(laptop.page);

  await officer.page.goto(`${relay.url}/devices`);
  await officer.page.getByRole("button", { name: /灯会館.*受付をおわる$/ }).click();
  await expectNoAxeViolations(officer.page);
  await press(officer.page.getByRole("dialog"), "受付をおわる");
  await expectToSee(officer.page, /の端末の受付をおわりました$/);
  await expectToSee(laptop.page, "この端末は避難所の受付ではありません");
  await expectNoAxeViolations(laptop.page);
  await press(laptop.page, "もどる");
  await heading(laptop.page, "安否を知らせてください").waitFor();
  await expectNone(button(laptop.page, "避難所の受付をひらく"));
});

/** 確認する, twice before the screen is drawn: the row says what happened and has the focus, and it is said once. [MEM7] */
async function vouchTwice(page: Page, householdName: string): Promise<void> {
  await press(page, "名簿");
  const newcomer = page.getByRole("listitem").filter({ hasText: householdName });
  await newcomer.getByRole("button", { name: "確認する", exact: true }).evaluate((found) => {
    if (!(found instanceof HTMLElement)) throw new Error("確認する is no button");
    found.click();
    found.click();
  });
  await expectToSee(newcomer, VOUCHED);
  await expectToSee(page, "新しい端末をぜんぶ確認しました");
  await page.waitForFunction((said) => document.activeElement?.textContent === said, VOUCHED);
  expect(await page.evaluate(countConfirmations)).toBe(1);
  await expectNoAxeViolations(page);
  await press(page, "もどる");
  await heading(page, "役員の机").waitFor();
}

/** How many times this device said so, by what it stored. */
function countConfirmations(): Promise<number> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open("tomoshibi-main");
    opening.addEventListener("error", () => reject(new Error("the store cannot be opened")));
    opening.addEventListener("success", () => {
      const database = opening.result;
      const reading = database.transaction("intents").objectStore("intents").getAll();
      reading.addEventListener("success", () => {
        database.close();
        const intents: { command: { type: string } }[] = reading.result;
        resolve(intents.filter(({ command }) => command.type === "confirmDevices").length);
      });
    });
  });
}

async function writeAbsence(page: Page, address: string): Promise<void> {
  await page.goto(`${address}/messages`);
  await press(page, "ひとこと書く");
  await page.getByLabel("ひとこと", { exact: true }).fill(ABSENCE);
  await press(page, "送る");
  await expectToSee(page, ABSENCE);
}

/** 班のひとこと is not for those who stand around a shelter's laptop: no way to it, no text, nothing to write. [STR] */
async function expectNoMessages(page: Page, address: string): Promise<void> {
  await page.goto(`${address}/association`);
  await heading(page, "わたしの町会").waitFor();
  await expectToSee(page, "この端末");
  await expectNone(page.getByRole("link").filter({ hasText: "班のひとこと" }));
  await page.goto(`${address}/messages`);
  await expectToSee(page, /^避難所の受付では、班のひとことは出しません/);
  await expectNotToSee(page, ABSENCE);
  await expectNone(button(page, "ひとこと書く"));
  await expectNoAxeViolations(page);
  await page.goto(address);
  await heading(page, "安否を知らせてください").waitFor();
}

/** この避難所の名前: asked for once; too long a one is said to be, and stays to be put right. */
async function nameShelter(page: Page): Promise<void> {
  const field = page.getByLabel("この避難所の名前", { exact: true });
  await field.fill("が".repeat(32));
  await expectToSee(page, "30文字までです。あと 2 文字へらしてください");
  await press(page, "この名前にする");
  expect(await field.inputValue()).toHaveLength(32);
  await expectNoAxeViolations(page);
  await field.fill(` ${SHELTER} `);
  await press(page, "この名前にする");
  await expectToSee(page, `避難所の名前：${SHELTER}`);
  // Time goes on as it does, until two minutes of it are to be over.
  await page.clock.install();
  await page.reload();
  await expectToSee(page, `避難所の名前：${SHELTER}`);
  await expectNone(field);
}

/** Without a PIN the screen hides too, one press shows it again, and what was being written down is still there. */
async function leaveForTwoMinutes(page: Page): Promise<void> {
  await page.clock.fastForward("02:05");
  await heading(page, "画面をかくしました").waitFor();
  await expectNotToSee(page, /楓/);
  await expectToSee(page, /暗証番号をきめると、知っている人だけがひらけます/);
  await expectNoAxeViolations(page);
  await press(page, "もう一度見せる");
  await heading(page, "避難所の受付").waitFor();
}

/** 世帯ではない: the line of the roster stays, for its card. */
async function markHall(page: Page): Promise<void> {
  await press(page, "名簿");
  await expectToSee(page, "4 世帯");
  await page.getByRole("button", { name: /灯会館 なおす$/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/^世帯ではない（会館など）/).check();
  await expectNoAxeViolations(page);
  await press(dialog, "登録する");
  await expectToSee(page, "3 世帯");
  await expectToSee(page, /世帯ではない・アプリなし/);
  await press(page, "もどる");
  await heading(page, "役員の机").waitFor();
}
