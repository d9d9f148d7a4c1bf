/** Words of the no-app page, for people who never saw the app: as plain as they can be. */
import { defineMessages } from "../messages.ts";

/** Loaded by the page alone. */
export const formPageMessages = defineMessages(
  "form-page",
  {
    title: "安否の回答",
    lead: "アプリがなくても、ここから町会の役員に知らせることができます。",
    emergency: "命があぶないときは、先に119番へ電話してください。",
    call: "119番に電話する",
    insecure:
      "このつながりでは、ページが本物かどうか、たしかめられません。避難所など、知っている場所でだけ使ってください。",
    status: "いまのようす",
    "status.safe": "無事です",
    "status.contact": "連絡がほしい",
    "status.help": "助けが必要",
    household: "世帯の代表者の名前",
    householdHint: "町会の名簿にある名前です。例：金沢 太郎",
    group: "班（わかれば）",
    whom: "だれのことですか",
    "whom.all": "家族みんな",
    "whom.one": "ひとりだけ",
    person: "その人の名前",
    people: "何人のことですか（わかれば）",
    comment: "ひとこと（書かなくてもかまいません）",
    commentHint: "けが、いまいる場所、ほしいものなど",
    phone: "電話番号（書かなくてもかまいません）",
    phoneHint: "役員があなたに電話するときに使います",
    privacy:
      "書いたことは、町会の役員だけが読めます。この電話やパソコンには残しません。役員の名簿と同じ名前かどうかは、役員がたしかめます。",
    send: "役員に送る",
    "missing.status": "「いまのようす」をえらんでください",
    "missing.household": "世帯の代表者の名前を書いてください",
    "missing.person": "その人の名前を書いてください",
    "missing.people": "人数は、1から99までの数字で書いてください",
    sending: "送っています…",
    sendingWhat: "まだ届いていません。このまま待ってください。",
    relayed: "中継に届きました",
    relayedWhat: "町会の役員がこれから見ます。この画面に返事は来ません。",
    offline: "まだ送れていません",
    offlineWhat:
      "電波がないか、つながりません。この画面をひらいておくと、つながったときにもう一度送ります。とじると、書いたことは消えます。急ぐときは、電話か紙で役員に知らせてください。",
    full: "まだ送れていません",
    fullWhat:
      "いまは受けつけがいっぱいです。この画面をひらいておくと、あとでもう一度送ります。とじると、書いたことは消えます。急ぐときは、電話か紙で役員に知らせてください。",
    refused: "送れませんでした",
    refusedWhat: "このQRコードでは送れません。電話か紙で、役員に知らせてください。",
    said: "{{household}}・{{whom}}・{{status}}",
    retry: "もう一度送る",
    another: "もうひとつ書く",
    badLink: "町会のQRコードからひらいてください",
    badLinkWhat:
      "このアドレスだけでは、どの町会に送るかわかりません。QRコードをもう一度読みとってください。読めないときは、電話か紙で役員に知らせてください。",
    otherLanguage: "English",
  },
  () => import("../en/form-page.ts").then(({ en }) => en),
);
