/**
 * Every screen of the app, and how a person gets there: by the words on the buttons, as in the message catalogue.
 *
 * Order: screens follow one another in one browser; one with `isFresh` begins with an empty profile. A screen that
 * cannot be reached fails the run, so that a picture is never that of another screen. All names are made up.
 */
import type { Page } from "playwright-core";
import { eventually } from "./eventually.ts";
import { showCard } from "./people.ts";
import { control, heading, paper, type Screen, text } from "./screen.ts";
import { beforeJoining, drill, joining } from "./screens-residents.ts";

const founding: readonly Screen[] = [
  {
    name: "founding",
    isFresh: true,
    open: async (page, appUrl) => {
      await page.goto(appUrl);
      await control(page, "町会をつくる").click();
      await page.getByLabel("町会の名前").waitFor();
    },
  },
  {
    name: "desk-founded",
    open: async (page) => {
      await page.getByLabel("町会の名前").fill("見本町一丁目町会");
      await page.getByLabel("あなたの班").fill("3");
      await page.getByLabel("あなたの世帯の代表者の名前").fill("見本 はなこ");
      await control(page, "町会をつくる").click();
      await heading(page, "役員の机").waitFor();
      await heading(page, "町会ができました").waitFor();
    },
  },
  {
    name: "roster-empty",
    open: async (page) => {
      await page.getByRole("link", { name: "名簿", exact: true }).click();
      await heading(page, "名簿").waitFor();
    },
  },
  {
    name: "roster-paste",
    open: async (page) => {
      await control(page, "まとめて登録する").click();
      const lines = [
        "1,見本 たろう,みほん たろう",
        "1,例田 さくら,れいだ さくら",
        "2,架空 まもる,かくう まもる",
      ];
      await page.getByLabel("世帯の一覧").fill(lines.join("\n"));
      await text(page, "登録される世帯 3 件").waitFor();
    },
  },
  {
    name: "roster",
    open: async (page) => {
      await control(page, "3 世帯を登録する").click();
      await heading(page, "名簿").waitFor();
      await text(page, "例田 さくら").waitFor();
    },
  },
  {
    name: "cards",
    open: async (page) => {
      await control(page, "招待の紙をつくる").click();
      await heading(page, "招待の紙").waitFor();
    },
  },
  {
    name: "publish",
    open: async (page, appUrl) => {
      await page.goto(appUrl);
      await control(page, "役員の画面をひらく").click();
      await page.getByRole("link", { name: "回覧をだす" }).click();
      await page.getByLabel("題", { exact: true }).fill("どんど焼きのお知らせ");
      await page
        .getByLabel("本文")
        .fill("1月14日(日)9時から、神社で行います。雨のときは中止です。");
    },
  },
  {
    name: "home-peace",
    open: async (page, appUrl) => {
      await control(page, "回覧をだす").click();
      await text(page, "この端末に保存しました").waitFor();
      await page.goto(appUrl);
      await text(page, "どんど焼きのお知らせ").waitFor();
    },
  },
  {
    name: "circular",
    open: async (page) => {
      await page.getByRole("link", { name: "どんど焼きのお知らせ" }).click();
      await text(page, "雨のときは中止です").waitFor();
    },
  },
  {
    name: "association",
    open: async (page, appUrl) => {
      await page.goto(appUrl);
      await page.getByRole("link", { name: "わたしの町会" }).click();
      await text(page, "見本町一丁目町会").waitFor();
    },
  },
  {
    name: "meeting",
    open: async (page) => {
      await page.getByRole("link", { name: "電波がないときの受けわたし" }).click();
      await page.getByText("カメラで読めないとき（文字をはりつける）", { exact: true }).click();
      await page.getByLabel("QRの文字をはりつける").fill("TOMOSHIBI-R:0");
      await control(page, "文字をとりこむ").click();
      await text(page, "読みとれませんでした").waitFor();
    },
  },
];

const officers: readonly Screen[] = [
  {
    name: "circulars",
    open: async (page, appUrl) => {
      await page.goto(`${appUrl}/circulars`);
      await text(page, "どんど焼きのお知らせ").waitFor();
    },
  },
  {
    name: "tidying",
    open: async (page, appUrl) => {
      await page.goto(`${appUrl}/roster/tidy`);
      await control(page, "名簿を整理する").waitFor();
    },
  },
  {
    name: "devices",
    open: async (page, appUrl) => {
      await page.goto(`${appUrl}/devices`);
      await heading(page, "端末").waitFor();
    },
  },
  {
    name: "handover",
    open: async (page, appUrl) => {
      await page.goto(`${appUrl}/handover`);
      await page.getByLabel("はじめる人をさがす（名前か番号）").fill("見本");
      await heading(page, "役員の交代").waitFor();
    },
  },
  {
    name: "held-reports",
    open: async (page, appUrl) => {
      await page.goto(`${appUrl}/held`);
      await text(page, "いまはありません").waitFor();
    },
  },
  {
    name: "forms",
    open: async (page, appUrl) => {
      await page.goto(`${appUrl}/forms`);
      await text(page, "いまはありません").waitFor();
    },
  },
  {
    name: "forms-poster",
    open: async (page, appUrl) => {
      await page.goto(`${appUrl}/forms/poster`);
      await page.getByRole("article").getByText("アプリがなくても安否を回答できます").waitFor();
    },
  },
  {
    name: "relays",
    open: async (page, appUrl) => {
      await page.goto(`${appUrl}/relays`);
      await text(page, "このアプリの中継").waitFor();
    },
  },
  {
    name: "alerts",
    open: async (page, appUrl) => {
      await page.goto(`${appUrl}/alerts`);
      await text(page, "気象庁の発表では始まりません").waitFor();
    },
  },
  {
    name: "recovery",
    open: async (page, appUrl) => {
      await page.goto(`${appUrl}/recovery`);
      await control(page, "予備の鍵をつくる").waitFor();
    },
  },
  {
    name: "recovery-kit",
    open: async (page) => {
      await control(page, "予備の鍵をつくる").click();
      await control(page, "3枚とも印刷しました").waitFor();
    },
  },
  {
    name: "card-sheet",
    open: async (page, appUrl) => {
      await page.goto(`${appUrl}/desk`);
      paper.card = await showCard(page, "見本 たろう");
    },
  },
  {
    name: "not-found",
    open: async (page, appUrl) => {
      await page.goto(`${appUrl}/nowhere`);
      await heading(page, "このページはありません").waitFor();
    },
  },
];

const incident: readonly Screen[] = [
  {
    name: "desk",
    open: async (page, appUrl) => {
      await page.goto(appUrl);
      await control(page, "役員の画面をひらく").click();
      await control(page, "安否確認をはじめる").waitFor();
    },
  },
  {
    name: "opening",
    open: async (page) => {
      await control(page, "安否確認をはじめる").click();
      await page.getByLabel("本番", { exact: true }).check();
      await control(page, "本番をはじめる").waitFor();
    },
  },
  {
    name: "board-empty",
    open: async (page) => {
      await control(page, "本番をはじめる").click();
      await control(page, "画面をかくす").waitFor();
    },
  },
  {
    name: "home-incident",
    open: async (page, appUrl) => {
      await page.goto(appUrl);
      await heading(page, "安否を知らせてください").waitFor();
    },
  },
  {
    name: "saved",
    open: async (page) => {
      await control(page, "連絡がほしい").click();
      await text(page, "この端末に保存しました").waitFor();
    },
  },
  {
    name: "after-help",
    open: async (page) => {
      await control(page, "まちがえました").click();
      await control(page, "助けが必要").click();
      await control(page, "119番に電話する").waitFor();
    },
  },
  {
    name: "board",
    open: async (page, appUrl) => {
      await page.goto(`${appUrl}/desk`);
      await page.getByRole("link", { name: "本番" }).click();
      await text(page, "支援希望").waitFor();
    },
  },
  {
    name: "household",
    open: async (page) => {
      await page.getByRole("button", { name: "見本 はなこ" }).first().click();
      await control(page, "承知しました").waitFor();
    },
  },
  {
    name: "print",
    open: async (page) => {
      // On a phone the household covers the board.
      const close = control(page, "とじる");
      if (await close.isVisible()) await close.click();
      await control(page, "一覧を印刷する").click();
      await heading(page, "すぐに行く世帯・連絡がついていない世帯").waitFor();
    },
  },
];

const demo: readonly Screen[] = [
  {
    name: "demo",
    isFresh: true,
    open: async (page, appUrl) => {
      await page.goto(appUrl);
      await control(page, "デモ町会をひらく").click();
      // 256 households are founded on the device itself, which takes a slow machine a while.
      await text(page, "デモです。ほんとうの町会には届きません").waitFor();
      await eventually("the resident of the demo has joined", () => hasJoined(page), 120_000);
    },
  },
];

/** All screens that are built, in the order in which they are visited. */
export const screens: readonly Screen[] = [
  ...beforeJoining,
  ...founding,
  ...officers,
  ...incident,
  ...joining,
  ...drill,
  ...demo,
];

/** Whether the resident's view shows home: each view of the demo is a frame of its own. */
async function hasJoined(page: Page) {
  const resident = page.frames().find((frame) => frame.url().includes("/demo/resident"));
  return ((await resident?.getByText("揺れました", { exact: true }).count()) ?? 0) > 0;
}
