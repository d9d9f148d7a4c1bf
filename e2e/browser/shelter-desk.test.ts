/** 避難所の受付: a laptop many share finds who comes by typing, records without a relay, and knows nobody else's answers. [STR] [MEM3] */
import { expect, test } from "vitest";
import { expectNoAxeViolations } from "./support/axe.ts";
import {
  boardLine,
  button,
  confirmNewDevices,
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

test("[STR] [MEM3] [DEL2] a shelter's laptop is made a desk, finds who comes by kana, records with no relay, and ends", async () => {
  const relay = await stage.relay();
  const officer = await stage.device("朝霧 とも（役員）", "laptop");
  await foundAssociation(officer.page, relay.url, FOUNDER);
  await pasteHouseholds(officer.page, [
    { group: 1, name: "灯会館" },
    { group: 3, name: "山吹 みのり", kana: "やまぶき みのり" },
    { group: 3, name: "楓 まこと", kana: "かえで まこと" },
  ]);
  const card = await makeCard(officer.page, "灯会館");
  const laptop = await stage.device("避難所のパソコン", "laptop");
  await joinByCode(laptop.page, relay.url, card, "灯会館");
  await expectToSee(officer.page, "未確認の端末 1 台");
  await confirmNewDevices(officer.page, "灯会館");
  await openIncident(officer.page, "本番", "4月2日の地震");
  await press(officer.page, "もどる");
  await press(officer.page, "端末をなくしたとき・役員をふやす");
  await officer.page.getByRole("button", { name: /灯会館.*避難所の受付にする$/ }).click();
  await expectToSee(officer.page, /^避難所の受付は、来た人の安否を/);
  await expectNoAxeViolations(officer.page);
  await press(officer.page.getByRole("dialog"), "避難所の受付にする");
  await officer.page.getByRole("button", { name: /灯会館.*受付をおわる$/ }).waitFor();

  await heading(laptop.page, "安否を知らせてください").waitFor();
  await press(laptop.page, "避難所の受付をひらく");
  await heading(laptop.page, "避難所の受付").waitFor();
  await expectNotToSee(laptop.page, /^世帯の名前を受けとっています/);
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
  await dialog.getByLabel("ひとこと", { exact: true }).fill("薬がない");
  await expectNoAxeViolations(laptop.page);
  await press(dialog, "記録する");
  await expectToSee(laptop.page, /^3班-\d+ の記録をこの端末に保存しました$/);
  await expectToSee(laptop.page, "この端末に保存しました。まだ役員に届いていません");
  // The list names nobody, and the search is empty again.
  await expectNotToSee(laptop.page, /山吹/);
  expect(await search.inputValue()).toBe("");

  await relay.start();
  await openAgain(laptop.page);
  await officer.page.goto(`${relay.url}/desk`);
  await officer.page.getByRole("link").filter({ hasText: "4月2日の地震" }).click();
  const row = boardLine(officer.page, "山吹 みのり");
  await row.getByText("支援希望", { exact: true }).waitFor();
  await row.getByRole("button").click();
  await expectToSee(officer.page, "本人の話。避難所にいる。薬がない");
  await expectToSee(officer.page, "受付・会って聞いた");
  await expectToSee(laptop.page, "役員の端末に届きました");
  await expectNoAxeViolations(laptop.page);

  // Somebody is being written down while an officer ends the check: it is not taken from the hands, and its way is shown.
  await search.fill("楓");
  await laptop.page.getByRole("button", { name: /^3班-\d+ 楓 まこと$/ }).click();
  await dialog.getByLabel("ひとこと", { exact: true }).fill("まことさん");
  await officer.page.goto(`${relay.url}/desk`);
  await officer.page.getByRole("link").filter({ hasText: "4月2日の地震" }).click();
  await officer.page.getByText("そのほかの操作", { exact: true }).click();
  await press(officer.page, "安否確認をおわる");
  await press(officer.page.getByRole("dialog"), "安否確認をおわる");
  await expectToSee(laptop.page, /^いまは安否確認はありません/);
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
  expect(await button(laptop.page, "避難所の受付をひらく").count()).toBe(0);
});
