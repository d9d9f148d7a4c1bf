/** 地震のしらせ: an officer takes the relay's telegrams into use; then one asks everybody, and a weak one, a drill and a cancellation do not. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { expectNoAxeViolations } from "./support/axe.ts";
import {
  boardLine,
  button,
  checkIn,
  expectNotToSee,
  expectToSee,
  heading,
  press,
} from "./support/people.ts";
import { printedFingerprint } from "./support/relay.ts";
import { createStage, foundNeighbourhood, joinedPhone } from "./support/stage.ts";
import { type TelegramParts, telegramOf } from "./support/telegram.ts";

const stage = createStage();
const NAME = "山吹 みのり";

test("[STR2] an officer compares the relay's fingerprint and chooses the town and the 震度; a telegram asks, answers reach the desk, and what is called off is said", async ({
  onTestFinished,
}) => {
  const folder = await mkdtemp(join(tmpdir(), "telegrams-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const env = { BEACON_TELEGRAMS: folder };
  const neighbourhood = await foundNeighbourhood(stage, [NAME], [NAME], { relay: { env } });
  const { relay, officer } = neighbourhood;
  const resident = await joinedPhone(stage, neighbourhood, NAME);
  const drop = (name: string, telegram: TelegramParts) =>
    writeFile(join(folder, `${name}.xml`), telegramOf(telegram));
  const said = await printedFingerprint(relay);

  const { page } = officer;
  await press(page, "地震のしらせ（気象庁）");
  await heading(page, "地震のしらせ").waitFor();
  await expectToSee(page, "気象庁の発表では始まりません");
  await expectToSee(page, said);
  await page.getByLabel("都道府県").selectOption("石川県");
  await page.getByLabel("市区町村").selectOption("金沢市");
  expect(await page.getByLabel("この震度から始める").inputValue()).toBe("5-");
  expect(await button(page, "この設定で始める").isDisabled()).toBe(true);
  await page.getByLabel("同じだとたしかめました").check();
  await expectNoAxeViolations(page);
  await press(page, "この設定で始める");
  await expectToSee(page, "金沢市で震度5弱以上のとき、始まります");
  await expectNoAxeViolations(page);
  await press(page, "もどる");

  const phone = resident.page;
  const shakenAtMs = Date.now() + 2_000;
  await drop("1", { shakenAtMs, intensity: "7", status: "訓練" });
  await drop("2", { shakenAtMs: shakenAtMs - 1_000, intensity: "4" });
  await expectToSee(phone, /^金沢市で震度4の地震がありました（気象庁/);
  await expectToSee(phone, "いまは安否確認はありません");
  await expectNoAxeViolations(phone);

  await drop("3", { shakenAtMs: shakenAtMs + 1_000, intensity: "6-" });
  await heading(phone, "安否を知らせてください").waitFor();
  await expectToSee(phone, /^金沢市で震度6弱の地震がありました（気象庁/);
  await expectNoAxeViolations(phone);
  await drop("4", { shakenAtMs: shakenAtMs + 60_000, intensity: "5-" });
  await expectToSee(phone, /^そのあとの地震/);
  await checkIn(phone, "無事です");
  await expectToSee(phone, "役員の端末に届きました");
  await page.locator("a", { hasText: "震度6弱" }).first().click();
  await expectToSee(boardLine(page, NAME), "一部無事");
  await expectNoAxeViolations(page);

  await drop("5", {
    ...{ shakenAtMs: shakenAtMs + 1_000, intensity: "", infoType: "取消" },
    issuedAtMs: shakenAtMs + 300_000,
  });
  await expectToSee(phone, "気象庁は、この地震の知らせを取り消しました");
  await expectToSee(phone, "役員の端末に届きました");
  await expectToSee(page, "気象庁は、この地震の知らせを取り消しました");
  await expectToSee(boardLine(page, NAME), "一部無事");
  await expectNoAxeViolations(phone);

  await page.goto(`${relay.url}/alerts`);
  await press(page, "発表では始めない");
  await press(page.getByRole("dialog"), "発表では始めない");
  await expectToSee(page, "気象庁の発表では始まりません");
  await expectNotToSee(page, "金沢市で震度5弱以上のとき、始まります");
  expect(relay.output()).toContain('"why":"drill"');
  expect(relay.output()).not.toContain(NAME);
});
