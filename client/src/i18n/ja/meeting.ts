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
    tooLong: "QRコードに入りきりません。「電波がないときの受けわたし」からファイルで渡してください",
    leftOut: "QRコードに入らない報告が{{count}}件あります。ファイルなら全部渡せます",
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
    carried: "{{count}}件あずかりました。ネットにつながったら届けます",
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

    carrying: "あずかっている報告 {{count}}件",
    carryingAtRelay: "{{count}}件は、中継に届きました",
    carryingNone: "あずかっている報告はありません",
    carryingDetail: "ほかの人の報告です。あなたには読めません。",
  },
  () => import("../en/meeting.ts").then(({ en }) => en),
);
