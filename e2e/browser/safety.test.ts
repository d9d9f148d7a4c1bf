/**
 * What can happen in an incident: a drill in which somebody really needs help, a family that contradicts itself, officers
 * who record, decide and visit, what arrives late, and a board that is hidden.
 *
 * The tests follow one another as an afternoon does, with the same people.
 */
import { beforeAll, expect, test } from "vitest";
import { expectNoAxeViolations } from "./support/axe.ts";
import type { Device } from "./support/device.ts";
import { eventually } from "./support/eventually.ts";
import {
  answerForFamily,
  boardLine,
  checkIn,
  confirmAllNewDevices,
  expectCount,
  heading,
  isShown,
  openAgain,
  openHousehold,
  openIncident,
  press,
  recordFor,
  expectToSee,
  expectNotToSee,
} from "./support/people.ts";
import {
  createStage,
  foundNeighbourhood,
  joinedPhone,
  type Neighbourhood,
} from "./support/stage.ts";

const stage = createStage();
const YAMABUKI = "山吹 みのり";
const YANAGI = "柳 けい";
const KUSUNOKI = "楠 しげる";
let town: Neighbourhood;
let officer: Device;
let mother: Device;
let son: Device;
let neighbour: Device;

beforeAll(async () => {
  town = await foundNeighbourhood(stage, [YAMABUKI, YANAGI, KUSUNOKI], [YAMABUKI, YANAGI]);
  officer = town.officer;
  mother = await joinedPhone(stage, town, YAMABUKI);
  neighbour = await joinedPhone(stage, town, YANAGI);
  son = await joinedPhone(stage, town, YAMABUKI);
  await confirmAllNewDevices(officer.page, 3);
});

test("in a drill every screen says 訓練, and who really needs help reaches the real board", async () => {
  await openIncident(officer.page, "訓練", "秋の訓練");
  await expectToSee(officer.page, "訓練");
  await heading(mother.page, "安否を知らせてください").waitFor();
  await heading(neighbour.page, "安否を知らせてください").waitFor();
  await expectToSee(neighbour.page, "訓練");
  await checkIn(neighbour.page, "無事です");
  await expectToSee(neighbour.page, "訓練");
  await expectCount(officer.page, "応答", 1);

  // Said once, 訓練です holds for this drill: also after the app was opened again, not for the next press.
  await checkIn(son.page, "助けが必要");
  await press(son.page, "訓練です");
  await expectNotToSee(son.page, "これは訓練です。ほんとうに助けが必要ですか");
  await son.page.reload();
  await heading(son.page, "「助けが必要」と保存しました").waitFor();
  await expectToSee(son.page, "役員の端末に届きました");
  await expectNotToSee(son.page, "これは訓練です。ほんとうに助けが必要ですか");
  await press(son.page, "まちがえました");
  await checkIn(son.page, "助けが必要");
  await expectToSee(son.page, "これは訓練です。ほんとうに助けが必要ですか");
  await press(son.page, "まちがえました");
  await checkIn(son.page, "無事です");

  await checkIn(mother.page, "助けが必要");
  await expectToSee(mother.page, "訓練");
  await expectToSee(mother.page, "これは訓練です。ほんとうに助けが必要ですか");
  await press(mother.page, "ほんとうです。助けが必要です");
  await expectToSee(mother.page, "本番");
  await heading(mother.page, "「助けが必要」と保存しました").waitFor();
  await expectToSee(mother.page, "命があぶないときは119番へ");
  await expectToSee(mother.page, "役員の端末に届きました");

  // The officer, who still watches the drill, is told above its board.
  await expectToSee(officer.page, "本番の安否確認があります：支援希望 1 世帯");

  await press(officer.page, "もどる");
  await officer.page.getByRole("link").filter({ hasText: "仮の安否確認です" }).click();
  await expectToSee(officer.page, "本番");
  await expectToSee(boardLine(officer.page, YAMABUKI), "支援希望");
  // The drill's 無事 is the drill's alone.
  await expectCount(officer.page, "応答", 1);
  await expectNotToSee(boardLine(officer.page, YANAGI), "無事");
});

test("a provisional incident is everybody's once an officer confirms it, and the real one comes first", async () => {
  expect(await isShown(neighbour.page, "本番")).toBe(false);
  await press(officer.page, "確認する");
  await press(officer.page.getByRole("dialog"), "確認する");
  await expectToSee(neighbour.page, "本番");
  await heading(neighbour.page, "安否を知らせてください").waitFor();
  // 柳 けい.
  await expectCount(officer.page, "既読(未回答)", 1);
  await checkIn(neighbour.page, "連絡がほしい");
  await expectToSee(boardLine(officer.page, YANAGI), "連絡希望");
});

test("まちがえました makes a new report that takes the place of the first", async () => {
  await press(neighbour.page, "まちがえました");
  await checkIn(neighbour.page, "無事です");
  await answerForFamily(neighbour.page, "家族みんな");
  await expectToSee(boardLine(officer.page, YANAGI), "無事");
  await expectNotToSee(boardLine(officer.page, YANAGI), "要確認");
  const panel = await openHousehold(officer.page, YANAGI);
  await expectToSee(panel, "連絡希望");
  await expectToSee(panel, "前の報告");
  await press(panel, "とじる");
});

test("two of a family who contradict each other are 要確認 until an officer decides", async () => {
  await heading(son.page, "安否を知らせてください").waitFor();
  await expectToSee(son.page, "家族からの報告");
  // Without network, neither sees what the other says about the whole family.
  await town.relay.stop();
  await answerForFamily(mother.page, "家族みんな");
  await checkIn(son.page, "無事です");
  await answerForFamily(son.page, "家族みんな");
  await town.relay.start();
  for (const { page } of [officer, mother, son]) await openAgain(page);
  await expectToSee(son.page, "役員の端末に届きました");
  await expectToSee(mother.page, "役員の端末に届きました");
  await expectToSee(boardLine(officer.page, YAMABUKI), "要確認");
  await expectToSee(boardLine(officer.page, YAMABUKI), "支援希望");
  await expectCount(officer.page, "要確認", 1);

  const panel = await openHousehold(officer.page, YAMABUKI);
  await expectToSee(panel, "くいちがいがあります");
  await recordFor(officer.page, panel, { status: "無事", means: "訪問した", isDecision: true });
  await expectNotToSee(panel, "くいちがいがあります");
  await expectToSee(boardLine(officer.page, YAMABUKI), "無事");
  await expectCount(officer.page, "要確認", 0);
  await press(panel, "とじる");
  // What an officer decided is not said to come from one of the family.
  await heading(mother.page, "役員や班長の記録").waitFor();
  await expectToSee(mother.page, /^役員が記録しました/);
  await expectNoAxeViolations(mother.page);
  const folder = process.env["SHOTS_DIR"];
  if (folder !== undefined)
    await mother.page.screenshot({ path: `${folder}/safety-recorded.png`, fullPage: true });
});

test("officers record for who has no app, assign, and mark as done", async () => {
  await expectToSee(boardLine(officer.page, KUSUNOKI), "アプリなし");
  const panel = await openHousehold(officer.page, KUSUNOKI);
  await expectToSee(panel, "この世帯にはアプリがありません。訪問か電話でたしかめてください。");
  await recordFor(officer.page, panel, { status: "無事", means: "訪問した", comment: "庭にいた" });
  await expectToSee(panel, "家族の話。庭にいた");
  await expectToSee(boardLine(officer.page, KUSUNOKI), "無事");
  await press(panel, "担当を決める");
  const dialog = officer.page.getByRole("dialog");
  await dialog.getByLabel("だれが行きますか", { exact: true }).fill("朝霧 とも");
  await press(dialog, "担当を決める");
  await expectToSee(boardLine(officer.page, KUSUNOKI), "朝霧 とも");
  await press(panel, "対応ずみ");
  await expectToSee(boardLine(officer.page, KUSUNOKI), "対応ずみ");
  await press(panel, "とじる");
});

test("what arrives after a household was marked done stands in a strip above the board", async () => {
  await expectNotToSee(officer.page, /^あとから届いた報告/);
  const panel = await openHousehold(officer.page, YANAGI);
  await press(panel, "対応ずみ");
  await expectToSee(boardLine(officer.page, YANAGI), "対応ずみ");
  await press(panel, "とじる");
  await press(neighbour.page, "まちがえました");
  await checkIn(neighbour.page, "助けが必要");
  await expectToSee(officer.page, "あとから届いた報告 1 件・対応ずみの世帯にかかわるもの 1 件");
  await expectToSee(boardLine(officer.page, YANAGI), "支援希望");
});

test("画面をかくす hides every name until the PIN, and never the check-in", async () => {
  await press(officer.page, "画面をかくす");
  await officer.page.getByLabel("暗証番号", { exact: true }).fill("4821");
  await press(officer.page, "この番号にする");
  await heading(officer.page, "画面をかくしています").waitFor();
  expect(await officer.page.locator("body").innerText()).not.toContain(YAMABUKI);
  await officer.page.reload();
  await heading(officer.page, "画面をかくしています").waitFor();
  await officer.page.getByLabel("暗証番号", { exact: true }).fill("1111");
  await press(officer.page, "ひらく");
  await expectToSee(officer.page, "暗証番号がちがいます");
  await press(officer.page, "もどる");
  // The way to the desk stands before the officer's own answer, for that is what an officer opens the app for.
  const placeOf = (text: string) => officer.page.getByText(text, { exact: true }).boundingBox();
  await eventually("the way to the desk stands first", async () => {
    const [desk, answers] = [await placeOf("役員の画面をひらく"), await placeOf("無事です")];
    expect(desk?.height).toBeGreaterThanOrEqual(48);
    expect(desk?.y).toBeLessThan(answers?.y ?? 0);
    return true;
  });
  await checkIn(officer.page, "無事です");
  await press(officer.page, "役員の画面をひらく");
  await officer.page.getByLabel("暗証番号", { exact: true }).fill("4821");
  await press(officer.page, "ひらく");
  await heading(officer.page, "役員の机").waitFor();
});

test("安否確認をおわる brings peace back to everybody", async () => {
  await officer.page.getByRole("link").filter({ hasText: "本番" }).click();
  expect(await isShown(neighbour.page, "いまは安否確認はありません")).toBe(false);
  await officer.page.getByText("そのほかの操作", { exact: true }).click();
  await press(officer.page, "安否確認をおわる");
  await press(officer.page.getByRole("dialog"), "安否確認をおわる");
  await expectToSee(neighbour.page, "いまは安否確認はありません");
  // The drill had ended when the real incident began.
  await expectNotToSee(neighbour.page, "訓練");

  // An aftershock within the hour is a new question, provisional; what was answered before is no answer to it.
  await press(neighbour.page, "揺れました");
  await heading(neighbour.page, "安否を知らせてください").waitFor();
  await expectToSee(neighbour.page, "仮の安否確認です。役員が確認するまで、ほかの人には出ません");
  await press(officer.page, "もどる");
  await officer.page.getByRole("link").filter({ hasText: "仮の安否確認です" }).waitFor();
  await expectToSee(neighbour.page, "本番");
});

test("[DEL1] [DEL2] a call for help that comes after the end stands on the desk, and who called is told at home", async () => {
  await officer.page.getByRole("link").filter({ hasText: "仮の安否確認です" }).click();
  // Nobody has answered and nobody has confirmed it: an empty board is no good news, on paper neither.
  await expectToSee(officer.page, /^世帯はまだ出ていません/);
  await press(officer.page, "一覧を印刷する");
  await expectToSee(officer.page, /^世帯はまだ出ていません/);
  await press(officer.page, "もどる");
  await press(officer.page, "確認する");
  await press(officer.page.getByRole("dialog"), "確認する");
  await boardLine(officer.page, YANAGI).waitFor();
  await neighbour.page.context().setOffline(true);
  await checkIn(neighbour.page, "助けが必要");
  await officer.page.getByText("そのほかの操作", { exact: true }).click();
  await press(officer.page, "安否確認をおわる");
  await press(officer.page.getByRole("dialog"), "安否確認をおわる");
  await neighbour.page.context().setOffline(false);
  await openAgain(neighbour.page);
  await expectToSee(neighbour.page, "「助けが必要」と知らせた安否確認は、おわりました");
  await expectToSee(neighbour.page, "役員の端末に届いています。");
  await expectNoAxeViolations(neighbour.page);
  await press(officer.page, "もどる");
  await expectToSee(officer.page, /^おわった「.+」に、1 世帯から「助けが必要」が届きました$/);
  await expectNoAxeViolations(officer.page);

  // Another check that is open does not keep that from who called.
  await openIncident(officer.page, "訓練", "年末の訓練");
  await heading(neighbour.page, "安否を知らせてください").waitFor();
  await expectToSee(neighbour.page, "「助けが必要」と知らせた安否確認は、おわりました");
  await expectToSee(
    neighbour.page,
    "まだ助けがいるときは、119か、この画面でもう一度知らせてください。",
  );
  await expectNoAxeViolations(neighbour.page);
  await press(neighbour.page, "わかりました");
  await expectNotToSee(neighbour.page, "「助けが必要」と知らせた安否確認は、おわりました");
});
