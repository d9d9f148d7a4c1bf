/**
 * What people do with the app, by the words they see: the steps that journeys are made of.
 *
 * Every step waits for what the person would see next and never for a guessed time. Officers' steps begin and end at
 * 役員の机, residents' steps at home, so that they can follow one another in any order.
 */
import type { Frame, Locator, Page } from "playwright-core";
import { eventually } from "./eventually.ts";

/** Where a person looks: a page, a view of the demo, or a part of either. */
export type Within = Page | Frame | Locator;

/** Where the app runs: a page of its own, or a view of the demo. */
export type AppScreen = Page | Frame;

/** A household as an officer types it. */
export interface TypedHousehold {
  readonly group: number;
  readonly name: string;
  readonly kana?: string;
}

/** A printed card: what stands on it. */
export interface PaperCard {
  /** 「3班-12」. */
  readonly mark: string;
  /** In groups of four, as printed. */
  readonly code: string;
}

/** What a resident presses. */
export type Answer = "無事です" | "連絡がほしい" | "助けが必要";

/** A button or a link with exactly this name. */
export function button(within: Within, name: string): Locator {
  return within
    .getByRole("button", { name, exact: true })
    .or(within.getByRole("link", { name, exact: true }));
}

/** Presses a button or link with exactly this name. */
export async function press(within: Within, name: string): Promise<void> {
  await button(within, name).click();
}

/** Waits until a sentence stands somewhere on the screen, alone in its place. */
export async function expectToSee(within: Within, sentence: string | RegExp): Promise<void> {
  await shown(within, sentence).first().waitFor();
}

/** Waits until a sentence stands nowhere on the screen. */
export async function expectNotToSee(within: Within, sentence: string | RegExp): Promise<void> {
  await shown(within, sentence).first().waitFor({ state: "hidden" });
}

/** Whether a sentence stands on the screen now. */
export async function isShown(within: Within, sentence: string | RegExp): Promise<boolean> {
  return (await shown(within, sentence).count()) > 0;
}

/** Waits until there is none of it: what takes it away may come later than what was waited for before. */
export async function expectNone(of: Locator): Promise<void> {
  await of.first().waitFor({ state: "detached" });
}

/** 町会をつくる: ends at 役員の机. */
export async function foundAssociation(
  page: Page,
  appUrl: string,
  founder: { readonly association: string; readonly group: number; readonly name: string },
): Promise<void> {
  await page.goto(appUrl);
  await press(page, "町会をつくる");
  await page.getByLabel("町会の名前", { exact: true }).fill(founder.association);
  await page.getByLabel("あなたの班", { exact: true }).fill(String(founder.group));
  await page.getByLabel("あなたの世帯の代表者の名前", { exact: true }).fill(founder.name);
  await page.getByRole("button", { name: "町会をつくる", exact: true }).click();
  await heading(page, "役員の机").waitFor();
}

/** 世帯を登録する: one household by hand. */
export async function addHousehold(page: AppScreen, household: TypedHousehold): Promise<void> {
  await press(page, "名簿");
  await press(page, "世帯を登録する");
  const dialog = page.getByRole("dialog", { name: "世帯を登録する" });
  await dialog.getByLabel("班", { exact: true }).fill(String(household.group));
  await dialog.getByLabel("世帯の代表者の名前", { exact: true }).fill(household.name);
  if (household.kana) await dialog.getByLabel("かな", { exact: true }).fill(household.kana);
  await press(dialog, "登録する");
  await page.getByRole("listitem").filter({ hasText: household.name }).waitFor();
  await press(page, "もどる");
  await heading(page, "役員の机").waitFor();
}

/** まとめて登録する: many households, pasted one a line. */
export async function pasteHouseholds(
  page: AppScreen,
  households: readonly TypedHousehold[],
): Promise<void> {
  const lines = households.map(({ group, name, kana }) => [group, name, kana ?? ""].join("\t"));
  await press(page, "名簿");
  await press(page, "まとめて登録する");
  await page.getByLabel("世帯の一覧", { exact: true }).fill(lines.join("\n"));
  await press(page, `${households.length} 世帯を登録する`);
  await heading(page, "名簿").waitFor();
  for (const { name } of households)
    await page.getByRole("listitem").filter({ hasText: name }).waitFor();
  await press(page, "もどる");
  await heading(page, "役員の机").waitFor();
}

/** 紙をつくる for one household of the roster, printed; ends at 役員の机. */
export async function makeCard(page: AppScreen, householdName: string): Promise<PaperCard> {
  const card = await showCard(page, householdName);
  await printCards(page);
  await press(page, "もどる");
  await press(page, "もどる");
  await heading(page, "役員の机").waitFor();
  return card;
}

/** The same, as far as the card on the screen; reads it as it would be printed. */
export async function showCard(page: AppScreen, householdName: string): Promise<PaperCard> {
  await press(page, "招待の紙");
  const list = page.getByLabel("どの世帯の紙をつくりますか", { exact: true });
  const line = list.locator("option").filter({ hasText: householdName });
  await line.waitFor({ state: "attached" });
  await list.selectOption({ label: (await line.textContent()) ?? "" });
  await press(page, "紙をつくる");
  await expectToSee(
    page,
    "1 枚できました。印刷してください。画面をとじるとコードは二度と出せません。",
  );
  const paper = page.getByRole("article");
  const code = await paper
    .getByText("招待コード")
    .locator("xpath=..")
    .locator("strong")
    .innerText();
  const mark = /「(.+?)」の世帯|\d+班-\d+/.exec(await paper.innerText())?.[0] ?? "";
  return { mark, code };
}

/** 印刷する, with no printer: the browser asks for none. */
export async function printCards(page: AppScreen): Promise<void> {
  await page.evaluate(() => (window.print = () => undefined));
  await press(page, "印刷する");
}

/** Joins with the code on the card, as far as 参加しました; ends at home. */
export async function joinByCode(
  page: Page,
  appUrl: string,
  card: PaperCard,
  representative: string,
): Promise<void> {
  await openConsent(page, appUrl, card, representative);
  await page.getByLabel("使いみちを読みました。同意します", { exact: true }).check();
  await press(page, "同意して参加する");
  await heading(page, "参加しました").waitFor();
  await press(page, "ホームへ");
  await untilKeptOffline(page);
}

/** Waits until the app is on the device whole: only then may a test take the relay away and open the page again. */
export async function untilKeptOffline(page: Page): Promise<void> {
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
}

/** The way of joining up to 名前の使いみち. */
export async function openConsent(
  page: Page,
  appUrl: string,
  card: PaperCard,
  representative: string,
): Promise<void> {
  await page.goto(appUrl);
  await press(page, "招待コードで参加する");
  await page.getByLabel("コードを入力する", { exact: true }).fill(card.code);
  await press(page, "つぎへ");
  await heading(page, `「${card.mark}」の紙ですか`).waitFor();
  await press(page, "はい、この紙です");
  await page.getByLabel("世帯の代表者の名前", { exact: true }).fill(representative);
  await press(page, "つぎへ");
  await heading(page, "名前の使いみち").waitFor();
}

/** 確認する in the roster: an officer vouches for every device that is new there. */
export async function confirmNewDevices(page: AppScreen, householdName: string): Promise<void> {
  await press(page, "名簿");
  const newcomer = page.getByRole("listitem").filter({ hasText: householdName });
  const confirm = newcomer.getByRole("button", { name: "確認する", exact: true });
  await confirm.click();
  const answer = newcomer.getByText("確認しました。この端末に保存しました", { exact: true });
  await answer.waitFor();
  await confirm.waitFor({ state: "hidden" });
  await press(page, "もどる");
  await heading(page, "役員の机").waitFor();
}

/** Vouches for all new devices at once; waits until that many have joined. */
export async function confirmAllNewDevices(page: AppScreen, devices: number): Promise<void> {
  await press(page, "名簿");
  await press(page, `未確認の端末をすべて確認する（${devices} 台）`);
  await expectNotToSee(page, /^未確認の端末/);
  await press(page, "もどる");
  await heading(page, "役員の机").waitFor();
}

/** Publishes a circular from an officer's desk, and stays on its screen. */
export async function publishCircular(
  page: AppScreen,
  { title, body }: { readonly title: string; readonly body: string },
): Promise<void> {
  await press(page, "回覧をだす");
  await page.getByLabel("題", { exact: true }).fill(title);
  await page.getByLabel("本文", { exact: true }).fill(body);
  await press(page, "回覧をだす");
  // The sentence alone may still be about the circular before.
  await expectToSee(page, title);
  await expectToSee(page, "この端末に保存しました");
}

/** 安否確認をはじめる; ends at the board of the new incident. */
export async function openIncident(
  page: AppScreen,
  mode: "本番" | "訓練",
  title: string,
): Promise<void> {
  await press(page, "安否確認をはじめる");
  await page.getByRole("radio", { name: mode, exact: true }).check();
  await page.getByLabel("名前", { exact: true }).fill(title);
  await press(page, `${mode}をはじめる`);
  await heading(page, title).waitFor();
  await page.getByLabel("世帯の数").waitFor();
}

/** A number of the board, such as 応答 or 未読. */
export async function countOf(page: AppScreen, name: string): Promise<number> {
  const counts = page.getByLabel("世帯の数").locator("div");
  if (name === "合計") {
    // It stands beside 応答: 「1 / 合計 2」.
    const text = await counts.filter({ hasText: "合計" }).innerText();
    return Number(/\d+$/.exec(text)?.[0]);
  }
  const count = counts.filter({ has: page.getByText(name, { exact: true }) });
  return Number.parseInt(await count.locator("dd").innerText(), 10);
}

/** Waits until a number of the board is this one: its entries may still be on their way, and it is drawn apart from the lines. */
export async function expectCount(page: AppScreen, name: string, count: number): Promise<void> {
  await eventually(`${name} ${count}`, async () => {
    const shown = await countOf(page, name);
    if (shown !== count) throw new Error(`${name} is ${shown}`);
    return true;
  });
}

/** The line of a household on the board. */
export function boardLine(page: AppScreen, householdName: string): Locator {
  return page
    .getByRole("table", { name: "世帯の一覧" })
    .getByRole("row")
    .filter({ hasText: householdName });
}

/** Opens a household beside the list and gives the panel with its reports. */
export async function openHousehold(page: AppScreen, householdName: string): Promise<Locator> {
  await boardLine(page, householdName).getByRole("button").click();
  const panel = page.getByRole("complementary", { name: "この世帯の報告" });
  await panel.getByRole("heading").filter({ hasText: householdName }).waitFor();
  return panel;
}

/** 代わりに記録する or この内容で決める, in the panel of a household. */
export async function recordFor(
  page: AppScreen,
  panel: Locator,
  record: {
    readonly status: "無事" | "連絡希望" | "支援希望";
    readonly means: "電話した" | "訪問した" | "紙で受けた";
    readonly comment?: string;
    readonly isDecision?: boolean;
    readonly whom?: "家族みんな" | "ひとりだけ";
    readonly source?: "本人" | "家族" | "自分で見た" | "近所の人";
  },
): Promise<void> {
  const { whom = "家族みんな", source = "家族" } = record;
  await press(panel, record.isDecision ? "この内容で決める" : "代わりに記録する");
  const dialog = page.getByRole("dialog");
  for (const choice of [whom, record.status, source])
    await dialog.getByRole("radio", { name: choice, exact: true }).check();
  await dialog.getByRole("radio", { name: record.means, exact: true }).check();
  if (record.comment) await dialog.getByLabel("ひとこと", { exact: true }).fill(record.comment);
  await press(dialog, record.isDecision ? "この内容で決める" : "記録する");
  await dialog.waitFor({ state: "hidden" });
}

/** Presses one of the three buttons and waits until the screen says that it is saved. */
export async function checkIn(page: AppScreen, answer: Answer): Promise<void> {
  await page.getByRole("button", { name: answer, exact: true }).click();
  await heading(page, `「${answer}」と保存しました`).waitFor();
  await expectToSee(page, "この端末に保存しました");
}

/** だれのことですか: says whom the saved answer is about. */
export async function answerForFamily(
  page: AppScreen,
  whom: "わたしだけ" | "家族みんな",
): Promise<void> {
  await page.getByRole("radio", { name: whom, exact: true }).check();
  await expectToSee(page, "この端末に保存しました");
}

/** ひとこと書く. */
export async function addComment(page: AppScreen, comment: string): Promise<void> {
  const field = page.getByLabel("役員に伝えたいこと", { exact: true });
  // A report on its way moves what stands below it, sometimes from under the finger: people press again.
  await eventually("ひとこと書く is open", async () => {
    if (!(await field.isVisible())) await page.getByText("ひとこと書く", { exact: true }).click();
    return field.isVisible();
  });
  await field.fill(comment);
  await press(page, "ひとことを保存する");
  await expectToSee(page, `ひとこと：${comment}`);
}

/** From 役員の机 to the board of an incident. */
export async function openBoard(page: AppScreen, title: string): Promise<void> {
  await page.getByRole("link").filter({ hasText: title }).click();
  await heading(page, title).waitFor();
  await page.getByLabel("世帯の数").waitFor();
}

/** Opens the app again where it was, as a person does who was told that the network is back. */
export async function openAgain(page: Page): Promise<void> {
  await page.reload();
  await expectToSee(page, "つながっています");
}

/** A heading of exactly these words. */
export function heading(within: Within, name: string): Locator {
  return within.getByRole("heading", { name, exact: true });
}

function shown(within: Within, sentence: string | RegExp): Locator {
  const exact = typeof sentence === "string";
  return within.getByText(sentence, { exact }).filter({ visible: true });
}
