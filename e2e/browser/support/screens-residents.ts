/** The screens of residents: before joining, joining with a card that an officer has made, an incident, a drill. */
import { control, heading, paper, type Screen, text } from "./screen.ts";

/** The first run, and a code that is wrong. */
export const beforeJoining: readonly Screen[] = [
  {
    name: "first-run",
    isFresh: true,
    open: async (page, appUrl) => {
      await page.goto(appUrl);
      await control(page, "招待コードで参加する").waitFor();
    },
  },
  {
    name: "join-code",
    open: async (page) => {
      await control(page, "招待コードで参加する").click();
      await heading(page, "招待の紙のコードを入れてください").waitFor();
    },
  },
  {
    name: "join-wrong-code",
    open: async (page) => {
      await page.getByLabel("コードを入力する").fill("AAAA AAAA AAAA AAAA AAAA");
      await control(page, "つぎへ").click();
      await text(page, "コードがちがいます。もう一度たしかめてください").waitFor();
    },
  },
];

/** A resident of the association above, in the middle of its incident. */
export const joining: readonly Screen[] = [
  {
    name: "join-card",
    isFresh: true,
    open: async (page, appUrl) => {
      await page.goto(`${appUrl}/join`);
      await page.getByLabel("コードを入力する").fill(paper.card.code);
      await control(page, "つぎへ").click();
      await heading(page, `「${paper.card.mark}」の紙ですか`).waitFor();
    },
  },
  {
    name: "join-name",
    open: async (page) => {
      await control(page, "はい、この紙です").click();
      await heading(page, "班と名前を教えてください").waitFor();
    },
  },
  {
    name: "join-consent",
    open: async (page) => {
      await page.getByLabel("世帯の代表者の名前").fill("見本 たろう");
      await control(page, "つぎへ").click();
      await heading(page, "名前の使いみち").waitFor();
    },
  },
  {
    name: "joined",
    open: async (page) => {
      await page.getByLabel("使いみちを読みました。同意します").check();
      await control(page, "同意して参加する").click();
      await heading(page, "参加しました").waitFor();
    },
  },
  {
    name: "resident-incident",
    open: async (page) => {
      await control(page, "ホームへ").click();
      await heading(page, "安否を知らせてください").waitFor();
    },
  },
  {
    name: "resident-circulars",
    open: async (page) => {
      await page.getByRole("navigation").getByRole("link", { name: "回覧" }).click();
      await text(page, "どんど焼きのお知らせ").waitFor();
    },
  },
  {
    name: "resident-messages",
    open: async (page) => {
      await page.getByRole("navigation").getByRole("link", { name: "町会" }).click();
      await page.getByRole("link").filter({ hasText: "班のひとこと" }).click();
      await control(page, "ひとこと書く").click();
      await page.getByLabel("ひとこと", { exact: true }).fill("明日のごみ当番は見本です");
      await control(page, "送る").click();
      await text(page, "明日のごみ当番は見本です").waitFor();
    },
  },
  {
    name: "resident-saved-offline",
    open: async (page, appUrl) => {
      await page.goto(appUrl);
      await page.context().setOffline(true);
      await control(page, "無事です").click();
      await text(page, "まだ役員に届いていません。電波がもどったら").waitFor();
    },
  },
  {
    name: "resident-each",
    open: async (page) => {
      await page.context().setOffline(false);
      await page.getByRole("radio", { name: "ひとりずつ" }).check();
      await page.getByText("ひとこと書く").click();
      await control(page, "この内容で保存する").waitFor();
    },
  },
];

/** An association of its own, in a drill. */
export const drill: readonly Screen[] = [
  {
    name: "board-drill",
    isFresh: true,
    open: async (page, appUrl) => {
      await page.goto(`${appUrl}/founding`);
      await page.getByLabel("町会の名前").fill("見本町二丁目町会");
      await page.getByLabel("あなたの班").fill("1");
      await page.getByLabel("あなたの世帯の代表者の名前").fill("架空 まもる");
      await control(page, "町会をつくる").click();
      await heading(page, "役員の机").waitFor();
      await page.goto(`${appUrl}/desk/start`);
      await page.getByLabel("訓練", { exact: true }).check();
      await control(page, "訓練をはじめる").click();
      await control(page, "画面をかくす").waitFor();
    },
  },
  {
    name: "hidden-board",
    open: async (page) => {
      await control(page, "画面をかくす").click();
      await heading(page, "暗証番号をきめてください").waitFor();
    },
  },
  {
    name: "drill-question",
    open: async (page, appUrl) => {
      await page.goto(appUrl);
      await control(page, "助けが必要").click();
      await text(page, "これは訓練です。ほんとうに助けが必要ですか").waitFor();
    },
  },
  {
    name: "restore",
    isFresh: true,
    open: async (page, appUrl) => {
      await page.goto(appUrl);
      await control(page, "予備の鍵でもどす").click();
      await heading(page, "予備の鍵でもどす").waitFor();
    },
  },
];
