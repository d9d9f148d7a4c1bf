/** Japanese texts of the first run and of joining. */
import { defineMessages } from "../messages.ts";

/** Loaded with the screens before an association is joined. */
export const joinMessages = defineMessages(
  "join",
  {
    appName: "灯 Tomoshibi",
    welcome: "町会の安否確認と回覧",
    welcomeDetail: "電波がなくても使えます",
    join: "招待コードで参加する",
    found: "町会をつくる",
    restore: "予備の鍵でもどす",
    openDemo: "デモ町会をひらく",
    backToBefore: "まえの画面にもどる",

    installFirst: "先にホーム画面に追加してください",
    installWhy: "あとで追加すると、参加がはじめからやりなおしになります。",
    installHow: "やり方を見る",
    installStep1:
      "1. 画面の下か上の「共有」（四角と上むきの矢印）を押します。見つからないときは、Safari でひらきなおしてください",
    installStep2: "2. 「ホーム画面に追加」を押します",
    installStep3: "3. ホーム画面の「灯」からひらいて、参加します",

    inAppBrowser: "LINEなどの中でひらいています",
    inAppBrowserDetail:
      "このままでは、保存したものが消えることがあります。右上か右下の「…」を押して、ブラウザー（ChromeやSafari）でひらきなおしてください。",

    enterCode: "招待の紙のコードを入れてください",
    scan: "QRコードを読みとる",
    scanStop: "読みとるのをやめる",
    scanning: "QRコードを、カメラにうつしてください",
    scanFailed: "カメラが使えません。文字で入れてください",
    typeCode: "コードを入力する",
    typeCodeHint: "紙に書いてある20文字です。小文字でもかまいません",
    next: "つぎへ",
    looking: "コードをたしかめています",

    isThisCard: "「{{mark}}」の紙ですか",
    cardOf: "{{association}}の招待の紙です",
    yes: "はい、この紙です",
    no: "ちがいます",

    whoAreYou: "班と名前を教えてください",
    group: "班",
    groupHint: "数字だけ入れてください",
    groupMissing: "班の数字を入れてください",
    groupOther:
      "この紙は{{group}}班の紙です。あなたの家の紙か、たしかめてください。班がちがっているときは、役員に聞いてください",
    representative: "世帯の代表者の名前",
    representativeHint: "世帯主など、ひとりの名前です",
    representativeMissing: "代表者の名前を入れてください",

    consent: "使いみちを読みました。同意します",
    agree: "同意して参加する",
    decline: "参加しない",
    joining: "参加しています",

    joined: "参加しました",
    joinedDetail: "このアプリは電波がなくても使えます",
    installAdvice: "ホーム画面に追加すると、入力したものが消えにくくなります",
    toHome: "ホームへ",
  },
  () => import("../en/join.ts").then(({ en }) => en),
);
