/** The officer's phone is lost: the kit on paper, a fresh phone, the lost one stopped, a household let in again. [KEY4] [MEM5] */
import type { Page } from "playwright-core";
import { test } from "vitest";
import { expectNoAxeViolations } from "./support/axe.ts";
import { eventually } from "./support/eventually.ts";
import {
  addHousehold,
  boardLine,
  button,
  checkIn,
  confirmAllNewDevices,
  expectNone,
  expectNotToSee,
  expectToSee,
  foundAssociation,
  heading,
  joinByCode,
  openAgain,
  openIncident,
  press,
} from "./support/people.ts";
import { createStage, FOUNDER, foundNeighbourhood, joinedPhone } from "./support/stage.ts";

const stage = createStage();

test("[KEY4] a kit is printed, and two of its sheets make a fresh phone the association's, which stops the lost one", async () => {
  const relay = await stage.relay();
  const officer = await stage.device("朝霧 とも（役員）", "phone");
  await expectWarnedBeforeFounding(officer.page, relay.url);
  await foundAssociation(officer.page, relay.url, FOUNDER);
  await addHousehold(officer.page, { group: 2, name: "楓 まこと" });
  await addHousehold(officer.page, { group: 1, name: "柳 けい" });
  await expectToSee(officer.page, "町会の鍵は、まだこの端末だけにあります");
  // What is left of the beginning stays to be read, and what is done is ticked.
  await heading(officer.page, "はじめにすること（上から順に）").waitFor();
  await expectToSee(
    officer.page,
    "すみ：名簿に、世帯を登録する（いま 3 世帯。すべて入っているか、見てください）",
  );
  await expectNoAxeViolations(officer.page);
  await press(officer.page, "備える");
  await heading(officer.page, "予備の鍵").waitFor();
  // The sheets will say where to open the app, which here is this machine alone.
  await expectToSee(officer.page, /^localhost:\d+ は、ほかの人のスマートフォンではひらけません。/);
  await press(officer.page, "予備の鍵をつくる");
  const codes = officer.page.getByTestId("sheet-code");
  await codes.nth(2).waitFor();
  const [first = "", , third = ""] = await codes.allInnerTexts();
  await expectNoAxeViolations(officer.page);
  await expectAskedBeforeLeaving(officer.page);
  await press(officer.page, "3枚とも印刷しました");
  await expectToSee(officer.page, /^予備の鍵：.+に印刷しました$/);
  await expectNone(officer.page.getByText(first.split("\n")[0] ?? ""));
  await press(officer.page, "もどる");
  await expectToSee(officer.page, "端末をなくしたときの備えが、まだおわっていません");
  await button(
    officer.page,
    "すみ：予備の鍵を3枚の紙に印刷する（ちがう家の3人がしまいます）",
  ).waitFor();
  await press(officer.page, "この一覧をとじる");
  await heading(officer.page, "はじめにすること（上から順に）").waitFor({ state: "detached" });
  await expectToSee(officer.page, "端末をなくしたときの備えが、まだおわっていません");
  await officer.close();

  const fresh = await stage.device("朝霧 とも（新しい端末）", "phone");
  await fresh.page.goto(relay.url);
  await press(fresh.page, "予備の鍵でもどす");
  await heading(fresh.page, "予備の鍵でもどす").waitFor();
  const sheet = (name: string) => fresh.page.getByLabel(name, { exact: true });
  await sheet("1枚目の紙").fill(first.replace(/^./, (letter) => (letter === "A" ? "B" : "A")));
  await expectToSee(fresh.page, "1 行目がちがいます。もう一度たしかめてください");
  await expectNoAxeViolations(fresh.page);
  await sheet("1枚目の紙").fill(first);
  // The same sheet again is no second one; the numbers of the lines may be typed along.
  await sheet("2枚目の紙").fill(first);
  await expectToSee(fresh.page, "1枚目と同じ紙です。紙の番号がちがうものを入れてください");
  await expectNoAxeViolations(fresh.page);
  await press(fresh.page, "2枚目の紙 読みなおす");
  const lines = third.split("\n").filter((line) => line !== "");
  const numbered = lines.map((line, at) => `${at + 1}. ${line.toLowerCase()}`);
  await sheet("2枚目の紙").fill(numbered.join("\n"));
  await expectToSee(fresh.page, "2枚目の紙を読みました（紙の番号 3）");
  await press(fresh.page, "もどす");
  await expectToSee(fresh.page, "町会の名前を入れてください");
  await sheet("町会の名前").fill(FOUNDER.association);
  await sheet("あなたの世帯の代表者の名前").fill(FOUNDER.name);
  await press(fresh.page, "もどす");
  await heading(fresh.page, "予備の鍵").waitFor();
  await expectToSee(fresh.page, "この端末の世帯をえらんでください");
  // Households stand as on the roster; the one with the typed name is chosen already.
  const household = fresh.page.getByLabel("世帯", { exact: true });
  const roster = [`1班-1 ${FOUNDER.name}`, "1班-2 柳 けい", "2班-1 楓 まこと"];
  // It comes change by change.
  await eventually("the whole roster", async () => {
    const options = await household.locator("option").allInnerTexts();
    return options.join() === ["えらんでください", ...roster].join();
  });
  await eventually(
    "the own household is chosen",
    async () => (await household.locator("option:checked").innerText()) === roster[0],
  );
  await press(fresh.page, "この世帯にする");
  await household.waitFor({ state: "detached" });
  await expectToSee(fresh.page, "この端末の世帯をきめました");
  await expectNoAxeViolations(fresh.page);

  await press(fresh.page, "なくした端末を止める");
  await heading(fresh.page, "端末").waitFor();
  await expectNoAxeViolations(fresh.page);
  await fresh.page.getByRole("button", { name: /端末 \d 止める$/ }).click();
  const dialog = fresh.page.getByRole("dialog");
  await expectNoAxeViolations(fresh.page);
  await press(dialog, "止める");
  await expectToSee(fresh.page, `1班-1 ${FOUNDER.name} の端末を止めました`);

  // The household gets in again in person: a code on the officer's screen.
  await fresh.page.getByRole("button", { name: /招待コードを画面に出す$/ }).click();
  await press(dialog, "画面に出す");
  await dialog.getByText(/^(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}$/).waitFor();
  await expectNoAxeViolations(fresh.page);
  await press(dialog, "とじる");
  await press(fresh.page, "止めた端末からの報告を見る");
  await expectToSee(fresh.page, "いまはありません");
  await expectNoAxeViolations(fresh.page);
  await eventually("one もどる", async () => (await button(fresh.page, "もどる").count()) === 1);
});

test("[MEM5] what a stopped phone reports waits for an officer, and one tap puts it on the board", async () => {
  const neighbourhood = await foundNeighbourhood(stage, ["山吹 みのり", "柳 けい"]);
  const { officer } = neighbourhood;
  const lost = await joinedPhone(stage, neighbourhood, "山吹 みのり");
  await joinedPhone(stage, neighbourhood, "柳 けい");
  await confirmAllNewDevices(officer.page, 2);
  await openIncident(officer.page, "本番", "1月2日の地震");
  await heading(lost.page, "安否を知らせてください").waitFor();

  await press(officer.page, "もどる");
  await press(officer.page, "端末をなくしたとき・役員をふやす");
  const device = (name: string, action: string) =>
    officer.page.getByRole("button", { name: new RegExp(`${name} 端末 1 ${action}$`) });
  const dialog = officer.page.getByRole("dialog");
  await device("柳 けい", "役員にする").click();
  await expectNoAxeViolations(officer.page);
  await press(dialog, "役員にする");
  await device("柳 けい", "代表の役員にする").waitFor();

  await device("山吹 みのり", "止める").click();
  await press(dialog, "止める");
  await expectToSee(officer.page, /山吹 みのり の端末を止めました$/);
  await expectNoAxeViolations(officer.page);
  await checkIn(lost.page, "無事です");

  await press(officer.page, "止めた端末からの報告を見る");
  const adopt = officer.page.getByRole("button", {
    name: /山吹 みのり 役員の記録として表に入れる$/,
  });
  await adopt.waitFor();
  await expectNoAxeViolations(officer.page);
  await adopt.click();
  await expectToSee(officer.page, "役員の記録として保存しました");
  await press(officer.page, "もどる");
  await officer.page.getByRole("link", { name: "1月2日の地震" }).click();
  const line = officer.page.getByRole("row").filter({ hasText: "山吹 みのり" });
  await line.getByText(/無事/).waitFor();

  // What is taken over once the check has ended stands on an ended board, and that is said before.
  await press(lost.page, "まちがえました");
  await checkIn(lost.page, "連絡がほしい");
  await officer.page.getByText("そのほかの操作", { exact: true }).click();
  await press(officer.page, "安否確認をおわる");
  await press(dialog, "安否確認をおわる");
  await expectToSee(officer.page, "おわりました");
  await officer.page.goto(`${neighbourhood.relay.url}/held`);
  await openAgain(lost.page);
  await adopt.waitFor();
  await expectToSee(officer.page, "この報告の安否確認「1月2日の地震」は、おわっています");
  await expectToSee(officer.page, /^表に入れると、おわった安否確認の表にのり、/);
  await expectNoAxeViolations(officer.page);
  await picture(officer.page, "held-ended");
  await officer.page.setViewportSize({ width: 390, height: 844 });
  await picture(officer.page, "held-ended-phone");
  await adopt.click();
  await expectNone(adopt);
  await press(officer.page, "もどる");
  await officer.page.getByRole("link", { name: "1月2日の地震" }).click();
  await expectToSee(line, "連絡希望");
});

test("[MEM6] a household that lost phone and card is let in again by its group's leader, in person", async () => {
  const neighbourhood = await foundNeighbourhood(stage, ["山吹 みのり", "柳 けい"]);
  const { officer, relay } = neighbourhood;
  const lost = await joinedPhone(stage, neighbourhood, "山吹 みのり");
  const leader = await joinedPhone(stage, neighbourhood, "柳 けい");
  await confirmAllNewDevices(officer.page, 2);
  await press(officer.page, "端末をなくしたとき・役員をふやす");
  const dialog = officer.page.getByRole("dialog");
  await officer.page.getByRole("button", { name: /柳 けい 端末 1 班長にする$/ }).click();
  await expectNoAxeViolations(officer.page);
  await press(dialog, "班長にする");
  await officer.page.getByRole("button", { name: /山吹 みのり 端末 1 止める$/ }).click();
  await press(dialog, "止める");
  await expectToSee(officer.page, /山吹 みのり の端末を止めました$/);
  await lost.close();

  await press(leader.page, "班のようすを見る");
  await heading(leader.page, "班のようす").waitFor();
  await press(leader.page, "班の世帯・端末をなくした世帯");
  await heading(leader.page, "班の世帯").waitFor();
  const whose = "3班-1 山吹 みのり";
  await heading(leader.page, whose).waitFor();
  await expectNoAxeViolations(leader.page);
  await press(leader.page, `${whose} 招待コードを画面に出す`);
  const shown = leader.page.getByRole("dialog");
  await press(shown, "画面に出す");
  const code = await shown.getByText(/^(?:[0-9A-Z]{4}-){4}[0-9A-Z]{4}$/).innerText();
  await expectNoAxeViolations(leader.page);
  await press(shown, "とじる");

  const fresh = await stage.device("山吹 みのり（新しい端末）", "phone");
  await joinByCode(fresh.page, relay.url, { code, mark: "3班-1" }, "山吹 みのり");
  await press(leader.page, `${whose} 確認する`);
  await expectNotToSee(leader.page, "未確認の端末 1 台");
  await press(officer.page, "もどる");
  await openIncident(officer.page, "本番", "1月2日の地震");
  await heading(fresh.page, "安否を知らせてください").waitFor();
  await checkIn(fresh.page, "無事です");
  await expectToSee(fresh.page, "役員の端末に届きました");
  const line = boardLine(officer.page, "山吹 みのり");
  await line.getByText(/無事/).waitFor();
  await expectNotToSee(line, "未確認の端末");
});

/** A picture to look at, where SHOTS_DIR says. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env["SHOTS_DIR"];
  if (folder !== undefined)
    await page.screenshot({ path: `${folder}/recovery-${name}.png`, fullPage: true });
}

/** An association lives where it was founded: whoever is about to found it where nobody else gets to reads so. */
async function expectWarnedBeforeFounding(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await press(page, "町会をつくる");
  await expectToSee(
    page,
    /^localhost:\d+ は、.+ためすのでなければ、https:.+町会をつくってください$/,
  );
  await expectNoAxeViolations(page);
}

/** Sheets of two kits do not go together: who leaves one that is not said to be printed is asked, by either way back. */
async function expectAskedBeforeLeaving(page: Page): Promise<void> {
  const dialog = page.getByRole("dialog");
  for (const leave of [() => press(page, "もどる"), () => page.goBack()]) {
    await leave();
    await expectToSee(dialog, "この組の3枚は、もう印刷しましたか");
    await expectNoAxeViolations(page);
    await press(dialog, "この画面にのこる");
    await dialog.waitFor({ state: "hidden" });
    await page.getByTestId("sheet-code").nth(2).waitFor();
  }
}
