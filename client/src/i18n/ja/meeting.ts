/** Japanese texts of meeting without a relay: QR codes and files from hand to hand. */
import { defineMessages } from "../messages.ts";

/** Loaded with the screens that show and read them. */
export const meetingMessages = defineMessages(
  "meeting",
  {
    title: "電波がないときの受けわたし",
    intro: "QRコードかファイルで、報告を端末から端末へ渡します。",

    showTitle: "この画面を見せてください",
    showDetail:
      "役員か近所の人が、アプリの「電波がないときの受けわたし」で読みとります。読めるのは役員だけです。",
    qrLabel: "報告のQRコード",
    nothingToShow: "渡す報告はありません",
    tooLong: "1枚のQRコードに入りきらない報告があります。動くQRコードなら渡せます",
    leftOut: "QRコードに入らない報告が{{count}}件あります。ファイルなら全部渡せます",
    frames: "動くQRコードで渡す",
    framesTitle: "読みとりおわるまで見せてください",
    framesDetail: "まだ役員に届いていない報告と、あずかっている記録が入っています。",
    framesLabel: "動くQRコード",
    framesCount: "およそ{{count}}枚で読みおわります",
    framesEnd: "見せるのをおわる",
    framesSeen: "{{all}}枚のうち{{have}}枚を読みました。そのまま読みとってください",
    readBack: "役員の受けとりを読みとる",
    withoutCamera: "カメラがないとき",
    qrText: "QRの文字",
    copy: "文字をコピーする",
    copied: "コピーしました",

    scan: "QRコードを読みとる",
    scanNext: "つぎを読みとる",
    pasteLabel: "QRの文字をはりつける",
    take: "文字をとりこむ",
    taking: "とりこんでいます",

    files: "ファイル",
    filesDetail: "この端末にある報告を全部、封をしたまま入れます。USBメモリや共有で渡せます。",
    pack: "ファイルで持ちだす",
    fileName: "報告-{{date}}.tomoshibi",
    packed: "ファイルをつくりました",
    packFailed: "ファイルをつくれませんでした",
    takeFile: "ファイルからとりこむ",

    taken: "{{count}}件受けとりました",
    takenOne: "{{mark}} {{name}}",
    takenUnknown: "世帯がまだわかりません",
    "status.safe": "無事",
    "status.contact": "連絡希望",
    "status.help": "支援希望",
    others: "ほかの記録を{{count}}件とりこみました",
    carried: "あずかりました（記録{{count}}件）。ネットにつながったら届けます",
    kept: "{{count}}件は、この端末ではまだたしかめられません。ネットにつながったら届けます",
    leftBehind: "いっぱいで、{{count}}件はあずかれませんでした",
    damaged: "{{count}}件は、こわれていて読めませんでした",
    known: "もう受けとっています",
    received: "役員の端末に届きました",
    unreadable:
      "読みとれませんでした。安否の報告のQRコードかファイルか、たしかめてください。なにも変わっていません",
    otherAssociation: "べつの町会のものです。とりこんでいません",
    tooLarge: "ファイルが大きすぎます（16MBまで）。とりこんでいません",
    showReceipt: "受けとりを見せる",
    receiptTitle: "受けとりのQRコード",
    receiptDetail: "報告した人のアプリで読みとると、「役員の端末に届きました」と出ます。",
    receiptLabel: "受けとりのQRコード",
    receiptTooLong: "受けとりはQRコードに入りません。ネットにつながったら、報告した人に届きます",

    carrying: "あずかっている記録 {{count}}件",
    carryingAtRelay: "{{count}}件は、中継に届きました",
    carryingNone: "あずかっている記録はありません",
    carryingDetail: "ほかの人の安否の記録です。あなたには読めません。",
  },
  () => import("../en/meeting.ts").then(({ en }) => en),
);
