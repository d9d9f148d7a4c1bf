/** Words of circulars as officers write them. */
import { defineMessages } from "../messages.ts";

/** Loaded with the lazy chunk of its screens. */
export const officerCircularsMessages = defineMessages(
  "officerCirculars",
  {
    title: "回覧をだす",
    list: "だした回覧",
    newOne: "新しい回覧",
    heading: "題",
    body: "本文",
    publish: "回覧をだす",
    published: "この端末に保存しました",
    publishedNext:
      "電波があれば、いま送られます。ないときは、つながったときに送られます。だれが読んだかは、下の一覧でわかります。",
    needTitle: "題を入れてください",
    needBody: "本文を入れてください",
    read: "既読",
    unread: "未読",
    readCount: "既読 {{read}}／{{all}} 世帯",
    onPaper: "アプリなしの {{count}} 世帯には、紙で回してください。",
    print: "印刷する",
    noApp: "アプリなし（紙で回す世帯）",
    withdraw: "とりさげる",
    withdrawAsk: "みなさんの一覧から消えます。とりさげたものは、もとにもどせません。",
    withdrawn: "とりさげました",
    empty: "まだ回覧はありません。出すと、だれが読んだかがここに出ます",
    back: "もどる",
    cancel: "やめる",
  },
  () => import("../en/officer-circulars.ts").then(({ en }) => en),
);
