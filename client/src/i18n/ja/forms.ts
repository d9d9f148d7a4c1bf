/** Words of the tray of answers without the app, and of its poster. */
import { defineMessages } from "../messages.ts";

/** Loaded with the lazy chunk of its screens. */
export const formsMessages = defineMessages(
  "forms",
  {
    title: "アプリなしの回答",
    intro:
      "アプリのない人が、QRコードのページから送った回答です。だれが書いたかはわからないので、まだ表には入れていません。どの世帯かをたしかめて、記録してください。",
    toPoster: "QRコードの紙をつくる",
    none: "いまはありません",
    full: "この端末に入る数（1万件）まで来ました",
    fullNext:
      "これよりあとの回答は、この端末に入りません。だれかがいたずらで送っているかもしれません。電話や訪問でもたしかめてください。",
    decided: "記録したもの・使わないもの（{{count}}）",
    group: "班：{{group}}",
    about: "{{person}}さんのこと",
    aboutAll: "家族みんなのこと",
    people: "{{count}}人",
    call: "電話する {{phone}}",
    times: "書いた時刻 {{written}}／届いた時刻 {{arrived}}",
    which: "どの世帯ですか",
    other: "ほかの世帯",
    search: "班・名前・かなでさがす",
    whichSearch: "どの世帯ですか　班・名前・かなでさがす",
    searchNone: "見つかりません",
    searchMore: "ほかにもあります。もう少しくわしく書いてください",
    household: "{{mark}} {{name}}",
    incident: "どの安否確認ですか",
    noIncident: "ひらいている安否確認がありません。はじめてから記録してください",
    hasReports:
      "この世帯には、ほかの報告があります。ちがうことを記録すると「要確認」になり、どちらも残ります。",
    record: "この世帯の記録にする",
    recordOf: "{{whose}} の記録にする",
    recorded: "{{whose}} の記録として保存しました",
    leave: "使わない",
    back: "一覧にもどす",
    adopted: "記録ずみ",
    "text.person": "{{person}}さんのこと。",
    "text.people": "（{{count}}人）",
    poster: "アプリを使わない人のためのQRコード",
    posterIntro:
      "印刷して、避難所や掲示板にはったり、回覧にはさんだりします。スマートフォンのカメラで読みとると、アプリがなくても回答できます。",
    posterShare: "はなれて住む家族には、リンクを送れます。",
    posterSafe:
      "QRコードに秘密はありません。書いたことは役員だけが読めます。役員がかわったら、新しい紙にかえてください（前の紙でも届きます）。",
    posterAsk:
      "だれでも書けるので、うその回答も来ます。電話か訪問でたしかめてから記録してください。はり紙がすりかえられていないか、ときどき見てください。",
    failed: "つくれませんでした。電波のあるところで、もう一度ひらいてください",
    print: "印刷する",
    copy: "リンクをコピーする",
    copied: "コピーしました",
    link: "リンク",
    sheetTitle: "アプリがなくても安否を回答できます",
    step1: "スマートフォンのカメラで、このQRコードを読みとる",
    step2: "いまのようすと、世帯の代表者の名前を書いて、「役員に送る」を押す",
    step3: "「中継に届きました」と出たら、役員が見ます",
    // For who cannot read the rest of the sheet.
    sheetOther: "Scan the QR code and press “English”: you can answer without the app.",
    sheetElse: "読みとれないとき、送れないときは、電話か紙で役員に知らせてください。",
    sheetPhone: "役員の電話",
    sheetEmergency: "命があぶないときは119番へ",
    qrLabel: "回答のページのQRコード",
  },
  () => import("../en/forms.ts").then(({ en }) => en),
);
