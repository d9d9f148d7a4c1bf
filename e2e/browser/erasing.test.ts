/** What was said is erased: on a household's wish after the end, and all of it a year later; the counts stay. */
import { beforeAll, test } from "vitest";
import { expectNoAxeViolations } from "./support/axe.ts";
import type { Device } from "./support/device.ts";
import {
  addComment,
  boardLine,
  checkIn,
  confirmAllNewDevices,
  expectCount,
  expectNotToSee,
  expectToSee,
  heading,
  openHousehold,
  openIncident,
  press,
} from "./support/people.ts";
import {
  type Neighbourhood,
  createStage,
  foundNeighbourhood,
  joinedPhone,
} from "./support/stage.ts";

const stage = createStage();
const YAMABUKI = "山吹 みのり";
const YANAGI = "柳 けい";
const KAEDE = "楓 なぎさ";
const COMMENT = "足をくじきました";
const YEAR_AND_A_DAY_MS = 366 * 24 * 60 * 60 * 1000;
let town: Neighbourhood;
let officer: Device;
let hurt: Device;
let neighbour: Device;
let shy: Device;

beforeAll(async () => {
  town = await foundNeighbourhood(stage, [YAMABUKI, YANAGI, KAEDE]);
  officer = town.officer;
  hurt = await joinedPhone(stage, town, YAMABUKI);
  neighbour = await joinedPhone(stage, town, YANAGI);
  shy = await joinedPhone(stage, town, KAEDE);
  await confirmAllNewDevices(officer.page, 3);
  await openIncident(officer.page, "本番", "大雨の見まわり");
  for (const { page } of [hurt, neighbour, shy])
    await heading(page, "安否を知らせてください").waitFor();
  await checkIn(hurt.page, "助けが必要");
  await addComment(hurt.page, COMMENT);
  await checkIn(neighbour.page, "無事です");
  await checkIn(shy.page, "無事です");
  await expectCount(officer.page, "応答", 3);
});

test("[ERA1] a household's reports are erased when it asks, once the check has ended", async () => {
  const panel = await openHousehold(officer.page, YAMABUKI);
  await expectToSee(panel, COMMENT);
  await expectNotToSee(panel, "この世帯の報告を消す");
  await press(panel, "とじる");
  await officer.page.getByText("そのほかの操作", { exact: true }).click();
  await press(officer.page, "安否確認をおわる");
  await press(officer.page.getByRole("dialog"), "安否確認をおわる");
  await expectToSee(officer.page, /報告の中身を消せます（数はのこります）/);

  const ended = await openHousehold(officer.page, YAMABUKI);
  await press(ended, "この世帯の報告を消す");
  const dialog = officer.page.getByRole("dialog");
  await expectToSee(dialog, /もとにもどせません/);
  await expectNoAxeViolations(officer.page);
  await press(dialog, "この世帯の報告を消す");
  await expectNotToSee(ended, COMMENT);
  await expectToSee(boardLine(officer.page, YANAGI), "一部無事");
  await expectNotToSee(hurt.page, `ひとこと：${COMMENT}`);
});

test("[ERA1] who answered erases the own answer, once the check has ended", async () => {
  const { page } = shy;
  await page.getByRole("link", { name: "わたしの町会" }).click();
  await heading(page, "これまでの答え").waitFor();
  // What was said, and how far it came. [DEL2]
  await expectToSee(page, "わたし：無事です");
  await expectToSee(page, "役員の端末に届きました");
  await expectToSee(page, /^\d+月\d+日 \d+:\d+におわりました$/);
  const folder = process.env["SHOTS_DIR"];
  if (folder !== undefined)
    await page.screenshot({ path: `${folder}/erasing-answers.png`, fullPage: true });
  await press(page, "この端末からの答えを消す");
  await expectNoAxeViolations(page);
  await press(page.getByRole("dialog"), "この端末からの答えを消す");
  await expectNotToSee(page, "これまでの答え");
  await expectCount(officer.page, "応答", 1);
});

test("[ERA1] a year after the end the desk proposes to erase it all; the counts stay", async () => {
  const { page } = officer;
  // The desk's clock alone: nobody and nothing acts on it but this proposal.
  await page.clock.setFixedTime(Date.now() + YEAR_AND_A_DAY_MS);
  await page.reload();
  await expectToSee(page, "おわってから1年たちました。報告の中身は、もういらないはずです。");
  await expectNoAxeViolations(page);
  await press(page, "報告の中身を消す");
  await press(page.getByRole("dialog"), "報告の中身を消す");
  await expectToSee(page, "報告の中身は消しました。のこっているのは数だけです。");
  await expectCount(page, "応答", 1);
  await expectNotToSee(page, YANAGI);
  await expectNoAxeViolations(page);
});
