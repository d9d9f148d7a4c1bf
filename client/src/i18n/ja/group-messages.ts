/** Japanese texts of 班のひとこと. */
import { defineMessages } from "../messages.ts";

/** Loaded with its screen, and with the line about it on other screens. */
export const groupMessages = defineMessages(
  "group-messages",
  {
    title: "班のひとこと",
    association: "町会",
    groupName: "{{group}}班",
    readers: "{{group}}班の人・班長・役員が読めます。ほかの班の人は読めません。",
    noGroup: "この端末は、まだどの班にも入っていません",
    notOnDesk: "避難所の受付では、班のひとことは出しません。まわりの人に見えるためです",
    which: "どの班",
    othersGroup: "ここには、この班の人と班長が書きます",

    write: "ひとこと書く",
    text: "ひとこと",
    textHint: "例：明日のごみ当番は田中です",
    name: "あなたの名前",
    nameHint: "ひとことといっしょに、班の人に見えます",
    notForHelp: "助けがいるときは、ここではなく、安否のボタンか119番をつかってください",
    send: "送る",
    cancel: "やめる",

    none: "ひとことはまだありません",
    rest: "つづきを読む",
    leader: "班長",
    you: "あなた",
    unconfirmed: "未確認の端末",
    sameName: "同じ名前で書いている、べつの世帯があります（この人は世帯 {{household}}）",
    "way.saved": "この端末に保存しました",
    "way.relayed": "中継に届きました。班の人は、つながったときに読めます",
    "way.received": "役員の端末に届きました",
    "way.pastEnd": "この端末に保存しました。いまは町会に入っていないので、班の人には届きません",
    stopped: "この端末は、いまは町会に入っていません。ここに書いても、班の人には届きません",
    more: "もっと見る（{{count}}件）",

    erase: "消す",
    eraseOf: "消す：{{text}}",
    eraseTitle: "このひとことを消す",
    eraseDetail:
      "班の人の画面と、中継からも消えます。つながっていない端末からは、つながったときに消えます。もう読んだ人もいます。もとにもどせません。",
    eraseOther: "{{name}}さんが書いたものです。役員として消します。",
    eraseNo: "消さない",
    newest: "{{name}}：{{text}}",
  },
  () => import("../en/group-messages.ts").then(({ en }) => en),
);
