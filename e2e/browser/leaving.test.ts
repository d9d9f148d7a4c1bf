/** Somebody moves away: やめる on the phone, one step on the officer's, and the household is gone from the lists. [ERA1] [MEM5] */
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { expectNoAxeViolations } from "./support/axe.ts";
import type { Device } from "./support/device.ts";
import {
  boardLine,
  button,
  checkIn,
  confirmAllNewDevices,
  expectCount,
  expectNone,
  expectNotToSee,
  expectToSee,
  heading,
  joinByCode,
  makeCard,
  openIncident,
  pasteHouseholds,
  press,
  publishCircular,
} from "./support/people.ts";
import {
  FOUNDER,
  type Neighbourhood,
  createStage,
  foundNeighbourhood,
  joinedPhone,
} from "./support/stage.ts";

const stage = createStage();
const LEAVES = "柳 けい";
const STAYS = "山吹 みのり";
const SILENT = "楓 なぎさ";
const LATE = "来週は旅行に行きます";
const CHECK = "大雨の見まわり";
const CIRCULAR = { title: "どんど焼きのお知らせ", body: "1月14日の9時から神社で行います。" };
const NOTICE = `${LEAVES}さんの世帯がやめました。手続きがあります`;
let town: Neighbourhood;
let officer: Page;
let leaving: Device;
let silent: Device;

beforeAll(async () => {
  town = await foundNeighbourhood(stage, [STAYS, LEAVES, SILENT]);
  officer = town.officer.page;
  // An officer's phone is a phone.
  await officer.setViewportSize({ width: 390, height: 844 });
  leaving = await joinedPhone(stage, town, LEAVES);
  const staying = await joinedPhone(stage, town, STAYS);
  silent = await joinedPhone(stage, town, SILENT);
  await confirmAllNewDevices(officer, 3);
  await publishCircular(officer, CIRCULAR);
  await leaving.page.getByRole("link").filter({ hasText: CIRCULAR.title }).waitFor();
  await officer.goto(`${town.relay.url}/desk`);
  await openIncident(officer, "本番", CHECK);
  for (const { page } of [leaving, staying]) {
    await heading(page, "安否を知らせてください").waitFor();
    await checkIn(page, page === leaving.page ? "助けが必要" : "無事です");
  }
  await expectCount(officer, "応答", 2);
});

/** A picture to look at, where SHOTS_DIR says. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env["SHOTS_DIR"];
  if (folder !== undefined)
    await page.screenshot({ path: `${folder}/leaving-${name}.png`, fullPage: true });
}

test("[ERA1] who presses やめる reads what happens now and what officers do then; officers are told", async () => {
  const { page } = leaving;
  await page.goto(`${town.relay.url}/association`);
  await press(page, "町会をやめる");
  const dialog = page.getByRole("dialog");
  await expectToSee(dialog, /^あなたの世帯がやめることを、役員に知らせます。/);
  await expectToSee(dialog, /^そのあと役員が手続きをすると、/);
  await expectToSee(dialog, /消せません。$/);
  await expectNoAxeViolations(page);
  await picture(page, "question");
  // Beside やめない: in every other question やめる takes nothing on.
  await press(dialog, "町会をやめる");
  await expectToSee(page, /^やめることを、この端末に保存しました。/);
  await expectToSee(page, "役員が手続きをするまで、この端末はこれまでどおり使えます。");
  await expectNoAxeViolations(page);
  await picture(page, "asked");

  await officer.goto(`${town.relay.url}/desk`);
  await expectToSee(officer, NOTICE);
  await expectNoAxeViolations(officer);
  await picture(officer, "desk");
  await press(officer, "名簿");
  await expectToSee(
    officer.getByRole("listitem").filter({ hasText: LEAVES }),
    "やめました。手続きがあります",
  );
  await picture(officer, "roster");
});

test("[ERA1] who said nothing is taken off from the roster's own line while a check is open; its total stays", async () => {
  await writeWithoutNetwork(silent.page);
  await officer.getByRole("button", { name: /楓 なぎさ.*なおす$/ }).click();
  await press(officer.getByRole("dialog"), "世帯をはずす");
  const dialog = officer.getByRole("dialog", { name: /^世帯をはずす：.*楓 なぎさ$/ });
  await press(dialog, "世帯をはずす");
  await expectToSee(officer, /楓 なぎさ の世帯をはずしました$/);
  await officer.goto(`${town.relay.url}/desk`);
  await officer.getByRole("link").filter({ hasText: CHECK }).click();
  await boardLine(officer, "（はずした世帯）").waitFor();
  await expectNotToSee(officer, new RegExp(SILENT));
  await expectCount(officer, "合計", 4);
  await expectNoAxeViolations(officer);
  await picture(officer, "board");
  // Nobody pressed やめる there: the phone says both that it may mean, below the question, which it can still answer.
  const { page } = silent;
  await page.context().setOffline(false);
  await expectReachesNobody(page);
  await page.goto(town.relay.url);
  await expectToSee(page, "この端末は、いまは町会に入っていません");
  await heading(page, "安否を知らせてください").waitFor();
  await expectNotToSee(page, /なくした|紛失/);
  await expectNoAxeViolations(page);
  await picture(page, "stopped");
  // What it still says leaves from here, and only then may it go on in another store. [DEL3]
  await expectToSee(page, "参加しなおす");
  await page.context().setOffline(true);
  await checkIn(page, "無事です");
  await page.goto(`${town.relay.url}/association`);
  await expectToSee(page, /^まだ送っていないものが \d+ 件あります/);
  await expectNotToSee(page, "参加しなおす");
  await expectNoAxeViolations(page);
  await page.context().setOffline(false);
  await expectToSee(page, "参加しなおす");
  await officer.goto(`${town.relay.url}/roster`);
});

test("[ERA1] nobody who calls for help in an open check is taken off", async () => {
  await officer.getByRole("button", { name: /柳 けい 世帯をはずす$/ }).click();
  const dialog = officer.getByRole("dialog");
  await expectToSee(dialog, "いまの安否確認に、この世帯のことが書かれています");
  expect(await button(dialog, "世帯をはずす").isDisabled()).toBe(true);
  await expectNoAxeViolations(officer);
  await picture(officer, "held");
  await press(dialog, "安否確認を見る");
  await expectToSee(boardLine(officer, LEAVES), "支援希望");
  await officer.getByText("そのほかの操作", { exact: true }).click();
  await press(officer, "安否確認をおわる");
  await press(officer.getByRole("dialog"), "安否確認をおわる");
  await expectToSee(officer, /報告の中身を消せます（数はのこります）/);
});

test("[ERA1] [MEM5] 世帯をはずす: gone from notice, roster and board in one step; the counts stay", async () => {
  await officer.goto(`${town.relay.url}/desk`);
  await officer.getByRole("button", { name: /柳 けい 世帯をはずす$/ }).click();
  const dialog = officer.getByRole("dialog");
  await expectToSee(dialog, /^端末 1 台を止め、/);
  await expectToSee(dialog, "これまでの安否確認の数（応答や合計）は、のこります。");
  await expectNoAxeViolations(officer);
  await picture(officer, "end");
  // The phone is away meanwhile. Connected, it may still be given what erases its answers, or be stopped before: either is right.
  await leaving.page.context().setOffline(true);
  await press(dialog, "世帯をはずす");
  await expectToSee(officer, /柳 けい の世帯をはずしました$/);
  await expectNotToSee(officer, NOTICE);
  await expectNoAxeViolations(officer);
  await picture(officer, "done");
  await press(officer, "名簿");
  await expectToSee(officer, new RegExp(STAYS));
  await expectNotToSee(officer, new RegExp(LEAVES));
  await officer.goto(`${town.relay.url}/devices`);
  await heading(officer, "端末").waitFor();
  await expectToSee(officer, new RegExp(STAYS));
  await expectNotToSee(officer, new RegExp(LEAVES));
  await officer.goto(`${town.relay.url}/desk`);
  await officer.getByRole("link").filter({ hasText: CHECK }).click();
  await boardLine(officer, STAYS).waitFor();
  await expectNotToSee(officer, new RegExp(LEAVES));
  await expectCount(officer, "応答", 2);
});

test("[MEM5] the phone says that the household has left, and not that it was lost", async () => {
  const { page } = leaving;
  await page.context().setOffline(false);
  await expectToSee(page, "この世帯は、町会をやめました");
  await expectToSee(page, /^まだ送っていないものは、この端末に残っています。/);
  await expectNotToSee(page, /なくした|紛失/);
  await expectNotToSee(page, "町会をやめる");
  await expectNoAxeViolations(page);
  await picture(page, "left");
  await page.goto(town.relay.url);
  await expectToSee(page, "この世帯は、町会をやめました");
  await expectNoAxeViolations(page);
  await picture(page, "left-home");
});

test("[MEM1] [DEL3] the phone joins again with a new card, in a store beside the first, and finds its way back until then", async () => {
  const { page } = leaving;
  await press(page, "参加しなおす");
  await heading(page, "町会の安否確認と回覧").waitFor();
  await expectNoAxeViolations(page);
  await picture(page, "again");
  await press(page, "まえの画面にもどる");
  await expectToSee(page, "この世帯は、町会をやめました");
  await press(page, "参加しなおす");
  await heading(page, "町会の安否確認と回覧").waitFor();

  await officer.goto(`${town.relay.url}/desk`);
  await pasteHouseholds(officer, [{ group: 3, name: LEAVES }]);
  const card = await makeCard(officer, LEAVES);
  await joinByCode(page, town.relay.url, card, LEAVES);
  await page.reload();
  await expectToSee(page, FOUNDER.association);
  await expectNotToSee(page, "この世帯は、町会をやめました");
  await picture(page, "joined-again");
  await officer.goto(`${town.relay.url}/devices`);
  await expectToSee(officer, new RegExp(LEAVES));
  // What was there before is there still.
  const stores = await page.evaluate(async () =>
    (await indexedDB.databases()).map(({ name }) => name),
  );
  expect(stores).toEqual(expect.arrayContaining(["tomoshibi-main", "tomoshibi-main-2"]));
});

test("[MEM1] [DEL3] what the first store holds is looked at from the second, and nothing is sent from there", async () => {
  const { page } = leaving;
  const storedBefore = await countOfStore(page, "tomoshibi-main");
  await page.goto(`${town.relay.url}/association`);
  await page.getByRole("link").filter({ hasText: "まえの記録を見る" }).click();
  await heading(page, "まえの記録").waitFor();
  await expectToSee(page, "見るだけです。ここからは、何も送れません");
  await expectToSee(page, CHECK);
  await expectToSee(page, "わたし：助けが必要");
  await expectToSee(page, "役員の端末に届きました");
  await page.getByText(CIRCULAR.title, { exact: true }).click();
  await expectToSee(page, CIRCULAR.body);
  await expectNone(page.getByRole("main").getByRole("button"));
  await expectNoAxeViolations(page);
  await picture(page, "before");
  // Also where no relay can be reached: it is all on the phone.
  await page.context().setOffline(true);
  await page.reload();
  await expectToSee(page, "わたし：助けが必要");
  await page.context().setOffline(false);

  // The question of now stands above what was.
  await officer.goto(`${town.relay.url}/desk`);
  await openIncident(officer, "訓練", "春の訓練");
  await button(page, "安否を知らせてください").waitFor();
  await expectNoAxeViolations(page);
  await picture(page, "before-asked");
  await press(page, "いまの画面にもどる");
  await heading(page, "安否を知らせてください").waitFor();
  expect(await countOfStore(page, "tomoshibi-main")).toEqual(storedBefore);
});

/** A message that is on the phone alone when officers take its household off. */
async function writeWithoutNetwork(page: Page): Promise<void> {
  await page.goto(`${town.relay.url}/messages`);
  await press(page, "ひとこと書く");
  await page.context().setOffline(true);
  await page.getByLabel("ひとこと", { exact: true }).fill(LATE);
  await press(page, "送る");
  await expectToSee(page, "この端末に保存しました");
}

/** What was written there is still to be read, never said to be on its way to the group, and nothing is written any more. [MEM5] [DEL2] */
async function expectReachesNobody(page: Page): Promise<void> {
  await expectToSee(page, /^この端末は、いまは町会に入っていません。ここに書いても/);
  const line = page.getByRole("listitem").filter({ hasText: LATE });
  await expectToSee(line, /^この端末に保存しました。いまは町会に入っていないので/);
  await expectNone(button(page, "ひとこと書く"));
  await expectNotToSee(page, /班の人は、つながったときに読めます/);
  await expectNoAxeViolations(page);
  await picture(page, "stopped-messages");
}

/** How much of each kind a store holds. */
async function countOfStore(page: Page, name: string): Promise<Record<string, number>> {
  return page.evaluate(async (store) => {
    const settle = <Value>(request: IDBRequest<Value>) =>
      new Promise<Value>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await settle(indexedDB.open(store));
    const names = [...database.objectStoreNames];
    const tables = database.transaction(names);
    const counts = await Promise.all(
      names.map(async (table) => [table, await settle(tables.objectStore(table).count())] as const),
    );
    database.close();
    return Object.fromEntries(counts);
  }, name);
}
