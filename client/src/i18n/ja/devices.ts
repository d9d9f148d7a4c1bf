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
    goneHousehold: "名簿からはずした世帯の端末",
    device: "端末 {{number}}",
    comma: "・",
    own: "この端末",
    stopped: "止めました",
    unconfirmed: "未確認",
    "rank.admin": "代表の役員",
    "rank.officer": "役員",
    "rank.groupLeader": "班長",
    "rank.member": "住民",
    "rank.desk": "避難所の受付",
    "flag.fork":
      "同じ端末がふたつあるようです。もとにもどしたデータか、写しです。持ち主にたしかめてください",
    "flag.overInvited": "この世帯の端末が10台をこえました。持ち主にたしかめてください",
    "flag.inviteCancelled": "取り消した招待の紙で入りました。持ち主にたしかめてください",
    unused: "届いたが、まだ使っていない記録",
    unusedHint: "消さずに残してあります。使えるようになったら、ひとりでに表に入ります。",
    "unused.noKey": "鍵がまだ届いていないもの：{{count}} 件",
    "unused.update": "新しい版で読めるもの：{{count}} 件。アプリを新しくしてください",
    "unused.damaged": "こわれているもの：{{count}} 件。正しいものが届けば、それを使います",
    "unused.notAllowed": "書いた人の役目では書けないもの：{{count}} 件",
    "unused.unknown": "だれの端末かわからないもの：{{count}} 件",
    "unused.setAside": "まとめられなかった名簿などの変更があります",
    stop: "止める",
    appointTitle: "{{mark}} {{name}} を{{action}}",
    makeLeader: "班長にする",
    makeOfficer: "役員にする",
    makeAdmin: "代表の役員にする",
    makeDesk: "避難所の受付にする",
    endDesk: "受付をおわる",
    endDeskTitle: "{{mark}} {{name}} の端末の受付をおわりますか",
    endDeskFirst:
      "その端末で「避難所の受付」をひらき、すべての記録が「役員の端末に届きました」になってから、おわってください。届いていない記録は、表に入りません。",
    endDeskNames:
      "世帯の名前は、つながったときにその端末の画面から消えます。これからの名簿の変更は送りません。",
    endDeskAll: "その端末のほかの役（{{offices}}）も、いっしょにおわります。",
    endDeskLost: "なくした端末や、だれが使っているかわからない端末は、「止める」を押してください。",
    deskEnded: "{{mark}} {{name}} の端末の受付をおわりました",
    deskEndedNext: "この端末に保存しました。つながったときに、その端末に届きます。",
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
    deskMay:
      "避難所の受付は、来た人の安否を、どの世帯の代わりにも記録できます。端末には、すべての世帯の番号・名前・かなが入ります。画面には、さがした世帯の名前だけが出ます。ほかの人の報告・電話・住所・手助けがいることは、入りません。",
    deskCard:
      "みんなで使う端末です。その端末の世帯の報告は、その端末でも見えます。名簿に会館などの行をつくって「世帯ではない」に印をつけ、その招待の紙で参加した端末にしてください。",
    adminMay: "代表の役員は、役員をふやしたり止めたりできます。町会の元の鍵で決めます。",
    appointSure:
      "その人の端末だと、目の前でたしかめましたか。役目がおわったら「役員の交代」でかえます。",
    deskSure:
      "受付におく端末だと、目の前でたしかめましたか。おわるときは、この画面の「受付をおわる」を押します。",
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
    heldEnded: "この報告の安否確認「{{title}}」は、おわっています",
    heldEndedAdopt:
      "表に入れると、おわった安否確認の表にのり、その数がかわります。いまひらいている安否確認の表には、のりません。",
    adopt: "役員の記録として表に入れる",
    adopted: "役員の記録として保存しました",
  },
  () => import("../en/devices.ts").then(({ en }) => en),
);
