/** Words of the desk of a shelter; what is asked about a household stands with the officers' desk. */
import { defineMessages } from "../messages.ts";

/** Loaded with the lazy chunk of its screen. */
export const shelterMessages = defineMessages(
  "shelter",
  {
    title: "避難所の受付",
    intro: "来た人の安否を、その世帯の代わりに記録します。",
    name: "この避難所の名前",
    nameHint:
      "例：額小学校。これから記録するひとことの先頭につくので、どの避難所にいるかが役員にわかります。この端末だけにしまいます。人の名前は入れないでください",
    nameSave: "この名前にする",
    nameLater: "いまは入れない",
    nameIs: "避難所の名前：{{name}}",
    nameNone: "避難所の名前は、まだありません",
    nameChange: "名前をかえる",
    nameGive: "名前を入れる",
    nameKept: "この端末に保存しました",
    nameNotKept:
      "このブラウザではしまえません。この画面をとじるまで使います。つぎにひらいたら、また入れてください",
    nameTooLong: "{{max}}文字までです。あと {{excess}} 文字へらしてください",
    notDesk: "この端末は避難所の受付ではありません",
    notDeskWhy:
      "受付がおわった端末では、世帯の名前は出ません。受付にするには、役員の端末で「避難所の受付にする」を押してもらってください。",
    noIncident: "いまは安否確認はありません。はじまると、ここで記録できます",
    noIncidentBegin:
      "もう災害がおきているのに、はじまらないときは、この端末のホームで「揺れました」（地震でなければ「大雨・そのほか」）を押してください。仮の安否確認がはじまり、ここですぐに記録できます。ほかの人の画面には、役員が確認するまで出ません。",
    toHome: "ホームへ",
    incident: "どの安否確認ですか",
    coming: "世帯の名前を受けとっています。電波のあるところで、しばらく待ってください",
    search: "世帯をさがす",
    searchHint:
      "名前かかなを2文字から（林・東のような1文字の名前は、それだけで）。または「3班-12」のような番号。まわりの人に見えないように、さがした世帯だけが出ます",
    found: "見つかった世帯",
    choose: "{{mark}} {{name}}",
    more: "ほかにもあります。つづけて入れるか、「3班 佐藤」のように班もつけてください",
    none: "見つかりません。かなや番号でもさがしてください",
    unlisted:
      "名簿にない人は、ここでは記録できません。名前・住所・ようすを紙に書いて、役員にわたしてください。",
    saved: "{{mark}} の記録をこの端末に保存しました",
    written: "この端末で記録したもの",
    writtenWhy: "新しい順です。名前は出ません。「なおす」を押すと、その世帯の名前が出ます。",
    writtenNone: "まだありません",
    unknownMark: "名簿からはずれた世帯",
    line: "{{time}}　{{mark}}　{{answers}}",
    "subject.self": "ひとり {{status}}",
    "subject.all": "みんな {{status}}",
    "subject.person": "{{number}}人目 {{status}}",
    neighbour: "近所の人の話：",
    old: "なおしました",
    correct: "なおす",
    correctOf: "{{mark}} {{time}}の記録をなおす",
    "delivery.saved": "この端末に保存しました。まだ役員に届いていません",
    "delivery.relayed": "中継に届きました。役員はまだ受けとっていません",
    "delivery.received": "役員の端末に届きました",
    failed: "送れません。上の「できなかったこと」を見てください",
    toMeeting: "電波がないときの受けわたし（QR・ファイル）",
  },
  () => import("../en/shelter.ts").then(({ en }) => en),
);
