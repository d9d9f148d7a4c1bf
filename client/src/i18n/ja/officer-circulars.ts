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
    eraseText: "この回覧の文を消す",
    eraseAsk:
      "題と本文が、役員とみなさんの端末、中継から消えます。もとにもどせません。ほかの回覧と、だれが読んだかは、そのままです。",
    eraseReach:
      "つながらないままの端末、印刷した紙、画面の写真にあるものは消せません。ほかの端末からは、つぎにつながったときに消えます。",
    erasePreparing: "この端末に保存しました。準備ができたら消します",
    eraseWaiting: "一覧からはずしました。役員の端末に届いたら、文を消します",
    eraseWaitingHint: "電波のあるところで、アプリをひらいておいてください。",
    eraseDone: "この端末から文を消しました",
    eraseDoneHint:
      "中継とほかの端末からは、つながったときに消えます。つながらないままの端末や紙には、のこります。",
    eraseFailed: "文を消せませんでした。何もかわっていません",
    eraseFailedHint: "アプリを新しくして、電波のあるところでもう一度おしてください。",
    empty: "いまは回覧はありません。出すと、だれが読んだかがここに出ます",
    back: "もどる",
    cancel: "やめる",
  },
  () => import("../en/officer-circulars.ts").then(({ en }) => en),
);
