/** 班のひとこと: two households of a group and one of another, on phones; written with no network, read by the group, taken back. */
import { beforeAll, expect, test } from "vitest";
import { expectNoAxeViolations } from "./support/axe.ts";
import type { Device } from "./support/device.ts";
import { faultsOfSize, faultsOfWidth } from "./support/measure.ts";
import {
  expectNone,
  expectNotToSee,
  expectToSee,
  heading,
  openAgain,
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
const [TANAKA, YANAGI] = ["田中 みのり", "柳 けい"];
const DUTY = "明日のごみ当番は田中です。\n7時までに出してください。";
const BOARD = "回覧板を次の家に回しました";
let neighbourhood: Neighbourhood;
let tanaka: Device;
let yanagi: Device;

beforeAll(async () => {
  neighbourhood = await foundNeighbourhood(stage, [TANAKA, YANAGI]);
  tanaka = await joinedPhone(stage, neighbourhood, TANAKA);
  yanagi = await joinedPhone(stage, neighbourhood, YANAGI);
});

test("[STR] [DEL2] what somebody writes with no network is on the board at once, and reaches the group with the network", async () => {
  const { relay } = neighbourhood;
  await openBoardOf(tanaka);
  await expectToSee(tanaka.page, "ひとことはまだありません");
  await relay.stop();
  await tanaka.page.reload();
  await write(tanaka, DUTY);
  await expectToSee(lineOf(tanaka, TANAKA), "この端末に保存しました");
  await tanaka.page.reload();
  await expectToSee(lineOf(tanaka, TANAKA), "この端末に保存しました");

  await relay.start();
  await openAgain(tanaka.page);
  await expectToSee(
    lineOf(tanaka, TANAKA),
    /^(中継に届きました。班の人は、つながったときに読めます|役員の端末に届きました)$/,
  );
  await openAgain(yanagi.page);
  // Home says that there is something new.
  const card = yanagi.page.getByRole("link").filter({ hasText: "班のひとこと" });
  await expectToSee(card, "新しい");
  await expectToSee(card, /^田中 みのり：明日のごみ当番/);
  await card.click();
  const line = lineOf(yanagi, TANAKA);
  await expectToSee(line, "新しい");
  expect(await line.innerText()).toContain(DUTY);
});

test("[STR] the board is read and answered with no network; an officer's receipt is told", async () => {
  const { relay, officer } = neighbourhood;
  await relay.stop();
  await yanagi.page.reload();
  await expectToSee(yanagi.page, /^明日のごみ当番は田中です/);
  await write(yanagi, BOARD);
  await relay.start();
  await openAgain(yanagi.page);
  await openAgain(officer.page);
  await expectToSee(lineOf(yanagi, YANAGI), "役員の端末に届きました");
  await openAgain(tanaka.page);
  await expectToSee(tanaka.page, BOARD);
  await expectToSee(tanaka.page, "未確認の端末");
});

test("[ERA1] an own message is taken back, and is gone from the neighbour's phone", async () => {
  const { page } = yanagi;
  await page.getByRole("button", { name: `消す：${BOARD}`, exact: true }).click();
  await press(page.getByRole("dialog"), "このひとことを消す");
  await expectNotToSee(page, BOARD);
  await openAgain(tanaka.page);
  await expectToSee(tanaka.page, /^明日のごみ当番/);
  await expectNotToSee(tanaka.page, BOARD);
  // Nobody but its author and officers can.
  await expectToSee(page, /^明日のごみ当番/);
  await expectNone(page.getByRole("button", { name: /^消す：/ }));
});

test("an officer of another group reads it, cannot write there, and can remove what must not stand there", async () => {
  const { page } = neighbourhood.officer;
  await page.goto(`${neighbourhood.relay.url}/messages`);
  await page.getByLabel("どの班", { exact: true }).selectOption({ label: "3班" });
  await expectToSee(page, "ここには、この班の人と班長が書きます");
  await expectToSee(page, /^3班-\d+$/);
  await expectNone(page.getByRole("button", { name: "ひとこと書く" }));
  await page.getByRole("button", { name: /^消す：明日のごみ当番/ }).click();
  await press(page.getByRole("dialog"), "このひとことを消す");
  await expectNotToSee(page, /^明日のごみ当番/);
  await openAgain(tanaka.page);
  await expectNotToSee(tanaka.page, /^明日のごみ当番/);
});

test("the screen is readable, pressable and clean on a phone, and in an incident the question stays first", async () => {
  const { page } = tanaka;
  await write(tanaka, DUTY);
  await press(page, "ひとこと書く");
  expect(await faultsOf(tanaka)).toEqual([]);
  await page.goto(neighbourhood.relay.url);
  await page.getByRole("link").filter({ hasText: "班のひとこと" }).waitFor();
  expect(await faultsOf(tanaka)).toEqual([]);
  const { officer } = neighbourhood;
  await officer.page.goto(`${neighbourhood.relay.url}/desk`);
  await openIncident(officer.page, "本番", "灯町の地震");
  await heading(page, "安否を知らせてください").waitFor();
  await openBoardOf(tanaka);
  await page.getByRole("link", { name: "安否を知らせてください", exact: true }).waitFor();
  expect(await faultsOf(tanaka)).toEqual([]);
});

/** わたしの町会 → 班のひとこと. */
async function openBoardOf({ page }: Device): Promise<void> {
  await page.getByRole("navigation").getByRole("link", { name: "町会", exact: true }).click();
  await page.getByRole("link").filter({ hasText: "班のひとこと" }).click();
  await heading(page, "班のひとこと").waitFor();
}

async function write({ page }: Device, text: string): Promise<void> {
  await press(page, "ひとこと書く");
  await page.getByLabel("ひとこと", { exact: true }).fill(text);
  await press(page, "送る");
  await page
    .getByRole("listitem")
    .filter({ hasText: text.split("\n")[0] ?? text })
    .waitFor();
}

function lineOf({ page }: Device, name: string) {
  return page.getByRole("listitem").filter({ hasText: name });
}

async function faultsOf({ page }: Device): Promise<readonly string[]> {
  await expectNoAxeViolations(page);
  return [...(await faultsOfSize(page.mainFrame())), ...(await faultsOfWidth(page.mainFrame()))];
}
