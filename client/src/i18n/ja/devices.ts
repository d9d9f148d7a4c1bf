/** Words of the list of devices and of what stopped devices reported. */
import { defineMessages } from "../messages.ts";

/** Loaded with the lazy chunk of its screens. */
export const devicesMessages = defineMessages(
  "devices",
  {
    title: "端末",
    intro:
      "アプリを入れたスマートフォンやパソコンの一覧です。なくしたら、ここで止めます。同じ世帯に2台あって、どちらかわからないときは、両方を止めてください。",
    toHandover: "役員の交代",
    toHeld: "止めた端末からの報告を見る",
    search: "世帯をさがす",
    none: "あてはまる世帯はありません。名前か「3班-12」のような番号でさがしてください",
    noHousehold: "世帯がきまっていない端末",
    device: "端末 {{number}}",
    comma: "・",
    own: "この端末",
    stopped: "止めました",
    unconfirmed: "未確認",
    "rank.admin": "代表の役員",
    "rank.officer": "役員",
    "rank.groupLeader": "班長",
    "rank.member": "住民",
    stop: "止める",
    appointTitle: "{{mark}} {{name}} を{{action}}",
    makeLeader: "班長にする",
    makeOfficer: "役員にする",
    makeAdmin: "代表の役員にする",
    newCard: "招待コードを画面に出す",
    cancel: "やめる",
    close: "とじる",
    working: "鍵をかえています…",
    stopTitle: "{{mark}} {{name}} の端末を止めますか",
    stopReports: "これまでの報告は残ります。これからの報告は、役員が見るまで表に出ません。",
    stopKeys: "町会の鍵をかえます。これから書かれるものは、その端末では読めません。",
    stopCards:
      "この世帯の招待の紙は使えなくなります。新しい紙か「招待コードを画面に出す」で、もう一度参加できます。",
    stopCopies: "その端末の中にもうあるものは、遠くからは消せません。",
    stopOffline: "電波がなくても止められます。つながったときに、ほかの端末に届きます。",
    stoppedNow: "{{mark}} {{name}} の端末を止めました",
    stoppedNext: "この端末に保存しました。新しい端末には「招待コードを画面に出す」で入れます。",
    officerMay:
      "役員は、名簿とすべての世帯の報告を読み、ほかの世帯の代わりに記録し、端末を確認できます。",
    leaderMay:
      "班長は、その世帯の班だけの報告を見て、代わりに記録し、端末を確認し、端末をなくした世帯に招待コードを出せます。電話・住所・手助けがいることは見えません。",
    adminMay: "代表の役員は、役員をふやしたり止めたりできます。町会の元の鍵で決めます。",
    appointSure:
      "その人の端末だと、目の前でたしかめましたか。役目がおわったら「役員の交代」でかえます。",
    needSheets: "町会の元の鍵がいります。予備の鍵の紙を2枚入れてください。",
    cardTitle: "{{mark}} の招待コード",
    cardAsk: "その世帯の人が目の前にいるときに出してください。前につくった紙は使えなくなります。",
    cardAskLeader:
      "その世帯の人が目の前にいるときに出してください。参加したあと、この画面で「確認する」を押します。",
    groupTitle: "班の世帯",
    groupIntro:
      "端末も招待の紙もなくした世帯は、ここでもう一度参加できます。その人に会って、招待コードを画面に出してください。",
    groupComing: "班の名簿を受けとっています。電波のあるところで、しばらく待ってください",
    groupNoApp: "アプリなし",
    groupDevices: "アプリ {{count}} 台",
    groupUnconfirmed: "未確認の端末 {{count}} 台",
    groupNeverIn: "まだ招待の紙がありません。はじめて参加する世帯の紙は、役員がつくります。",
    groupVouch: "その世帯の人の端末だと、目の前でたしかめたら押してください。",
    groupConfirm: "確認する",
    showCard: "画面に出す",
    cardHow:
      "その人の端末で {{address}} をひらき、「招待コードで参加する」からこれを読みとります。とじると二度と出せません。",
    qrLabel: "{{mark}} のQRコード",
    heldTitle: "止めた端末からの報告",
    heldIntro:
      "止めたあとに届いた報告です。本人かどうかわからないので、まだ表には入れていません。電話か訪問でたしかめて、正しいものだけ入れてください。",
    heldAside: "使わないことにした報告",
    heldLeave: "使わない",
    heldBack: "一覧にもどす",
    heldNone: "いまはありません",
    heldTimes: "報告した時刻 {{reported}}／届いた時刻 {{arrived}}",
    adopt: "役員の記録として表に入れる",
    adopted: "役員の記録として保存しました",
  },
  () => import("../en/devices.ts").then(({ en }) => en),
);
