/**
 * The main job, end to end: found, join, check in with no network, lose the browser, reconcile at the officers' desk.
 *
 * Two real browsers, a real relay process; no network means that the relay does not run.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import {
  addComment,
  addHousehold,
  answerForFamily,
  boardLine,
  button,
  checkIn,
  confirmNewDevices,
  expectCount,
  foundAssociation,
  heading,
  isShown,
  makeCard,
  openAgain,
  openBoard,
  openConsent,
  openHousehold,
  openIncident,
  press,
  expectToSee,
  expectNotToSee,
  untilKeptOffline,
} from "./support/people.ts";
import { createStage, FOUNDER } from "./support/stage.ts";

const stage = createStage();
const NAME = "山吹 みのり";
const COMMENT = "二階のたなが倒れました";

test("[DEL1] [DEL2] [MEM7] a check-in without network outlives the browser and reaches the desk", async () => {
  const relay = await stage.relay();
  const officer = await stage.device("朝霧 とも（役員）", "laptop", { isFirstVisit: true });
  await foundAssociation(officer.page, relay.url, FOUNDER);
  await addHousehold(officer.page, { group: 3, name: NAME, kana: "やまぶき みのり" });
  const card = await makeCard(officer.page, NAME);

  let resident = await stage.device(NAME, "phone", { isFirstVisit: true });
  await openConsent(resident.page, relay.url, card, NAME);
  const consent = resident.page.getByLabel("使いみちを読みました。同意します", { exact: true });
  expect(await consent.isChecked()).toBe(false);
  expect(await button(resident.page, "同意して参加する").isDisabled()).toBe(true);
  await consent.check();
  await press(resident.page, "同意して参加する");
  await heading(resident.page, "参加しました").waitFor();
  await press(resident.page, "ホームへ");
  await untilKeptOffline(resident.page);
  await expectToSee(resident.page, "いまは安否確認はありません");
  await openIncident(officer.page, "本番", "ほたる町の地震");
  await heading(resident.page, "安否を知らせてください").waitFor();

  await relay.stop();
  await checkIn(resident.page, "無事です");
  resident = await stage.killAndReopen(resident);
  await resident.page.goto(relay.url);
  await heading(resident.page, "「無事です」と保存しました").waitFor();
  await expectToSee(resident.page, "この端末に保存しました");
  await expectToSee(
    resident.page,
    "まだ役員に届いていません。電波がもどったら、このアプリをもう一度ひらいてください",
  );
  expect(await isShown(resident.page, "中継に届きました")).toBe(false);
  expect(await isShown(resident.page, "役員の端末に届きました")).toBe(false);

  await relay.start();
  await openAgain(officer.page);
  await openAgain(resident.page);
  await expectToSee(resident.page, "役員の端末に届きました");
  await expectCount(officer.page, "応答", 1);
  await expectToSee(boardLine(officer.page, NAME), "一部無事");
  let panel = await openHousehold(officer.page, NAME);
  await expectToSee(panel, /未確認の端末/);
  await press(panel, "承知しました");
  await expectToSee(panel, "「承知しました」と返事しました");
  await expectToSee(resident.page, "役員の返事：承知しました");

  await press(officer.page, "もどる");
  await confirmNewDevices(officer.page, NAME);
  await answerForFamily(resident.page, "家族みんな");
  await addComment(resident.page, COMMENT);
  await openBoard(officer.page, "ほたる町の地震");
  await expectToSee(boardLine(officer.page, NAME), "無事");
  panel = await openHousehold(officer.page, NAME);
  await expectToSee(panel, COMMENT);
  await expectNotToSee(panel, /未確認の端末/);
  await expectCount(officer.page, "応答", 1);
  await expectCount(officer.page, "合計", 2);

  await relay.stop();
  const carried = [relay.output(), ...readFiles(relay.dataDir)];
  for (const secret of [NAME, "やまぶき", COMMENT, FOUNDER.name, FOUNDER.association])
    expect(carried.filter((bytes) => bytes.includes(secret))).toEqual([]);
  // The search finds what is there: the association's stream names are in clear.
  expect(carried.some((bytes) => bytes.includes("members"))).toBe(true);
});

/** Every file below a folder, as bytes. */
function readFiles(folder: string): readonly Buffer[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
}
