/** Japanese texts of わたしの町会. */
import { defineMessages } from "../messages.ts";

/** Loaded with the screen わたしの町会. */
export const meMessages = defineMessages(
  "me",
  {
    title: "わたしの町会",
    association: "町会",
    mark: "世帯の番号",
    noMark: "まだありません",
    representative: "代表者",
    unconfirmed:
      "この端末は、まだ役員が確認していません。このまま使えます。役員の画面には「未確認の端末」と出ます",

    officers: "役員のしごと",
    desk: "安否確認の一覧",
    roster: "名簿",
    cards: "招待の紙",
    publish: "回覧をだす",

    family: "家族の名前",
    familyHint:
      "1行にひとりずつ書きます。安否を「ひとりずつ」知らせるときに使います。役員と、あなたの班の班長だけが見ます。",
    familySave: "名前を保存する",
    saved: "この端末に保存しました",

    answers: "これまでの答え",
    answersHint:
      "おわった安否確認で、あなたの家が知らせたことです。1年たつと、役員に消すようすすめます。",
    answersEnded: "{{day}}におわりました",
    answersFamily:
      "ほかの端末で書いた答え：{{count}}件（書いた端末で消せます。役員が書いたものは、役員にたのんでください）",
    answersErase: "この端末からの答えを消す",
    answersAsk:
      "ことばと場所が、役員の画面と中継からも消えます。つながっていない端末からは、つながったときに消えます。もとにもどせません。",
    answersKeep: "消さない",

    before: "まえの記録を見る",
    beforeDetail: "この端末が、まえに町会に入っていたときの答えと回覧",

    meet: "電波がないときの受けわたし",
    meetDetail: "QRコードやファイルで、報告を渡す・あずかる",

    storage: "この端末",
    unsent: "まだ送っていないもの：{{count}}件",
    allSent: "すべて送りました",
    installed: "ホーム画面に追加してあります",
    notInstalled: "ホーム画面に追加すると、入力したものが消えにくくなります",
    persistent: "この端末のデータは、勝手に消されません",
    notPersistent:
      "この端末の空きが足りなくなると、ブラウザーが、このアプリのデータを消すことがあります",
    persist: "ブラウザーに、消さないように頼む",
    persistRefused:
      "ブラウザーは、うけつけませんでした。ホーム画面に追加すると、入力したものが消えにくくなります",
    "trouble.keyMissing": "まだ読めないものがあります",
    "trouble.keyMissingNext":
      "読むための鍵が、この端末にまだ届いていません。役員の端末がつながると届きます。何日も出ていたら、役員に言ってください。",
    "trouble.fork": "この端末の写しが、もうひとつあるようです",
    "trouble.forkNext":
      "古いデータにもどしたか、写した端末があるかもしれません。報告はこのまま届きます。おぼえがなければ、役員に言ってください。",
    "trouble.refused": "中継が受けとらなかったものがあります",
    "trouble.refusedNext": "この端末には残っています。役員に言ってください。",
    version: "バージョン {{version}}",

    updateReady: "新しい版があります",
    update: "新しくする",
    "update.applied": "新しい版を読みこんでいます",
    "update.held": "いまは安否確認をしています。おわってから、もう一度押してください",
    "update.failed": "読みこめませんでした。電波のあるところで、もう一度押してください",

    leave: "町会をやめる",
    leaveQuestion: "町会をやめますか",
    leaveDetail:
      "あなたの世帯がやめることを、役員に知らせます。あなたが入れた名前（代表者と家族）は、役員の画面から消えます。",
    leaveThen:
      "そのあと役員が手続きをすると、名簿・あなたの世帯の報告・班のひとことも消え、この端末では町会の新しいものが読めなくなります。それまでは、これまでどおり使えます。",
    leaveStays:
      "これまでの安否確認の数は、のこります。紙に書いたものと、二度とつながらない端末に残った写しは、消せません。",
    leaveYes: "町会をやめる",
    leaveNo: "やめない",
    leaving:
      "やめることを、この端末に保存しました。電波があれば、いま送られます。ないときは、つながったときに送られます",
    leavingNext: "役員が手続きをするまで、この端末はこれまでどおり使えます。",
    leaveBack: "やっぱり、やめない",
  },
  () => import("../en/me.ts").then(({ en }) => en),
);
