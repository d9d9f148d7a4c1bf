/** Words of invite cards. */
import { defineMessages } from "../messages.ts";

/** Loaded with the lazy chunk of its screens. */
export const cardsMessages = defineMessages(
  "cards",
  {
    title: "招待の紙",
    which: "どの世帯の紙をつくりますか",
    all: "すべての世帯（{{count}}）",
    withoutDevice: "まだアプリがない世帯（{{count}}）",
    oneGroup: "{{group}}班（{{count}}）",
    one: "{{mark}} {{name}}",
    make: "紙をつくる",
    working: "{{count}} 枚つくっています…",
    reprint:
      "つくりなおすと、その世帯の前の紙は使えなくなります。もう参加している人は、そのまま使えます。",
    again: "このうち {{count}} 世帯には、前につくった紙があります。",
    againTitle: "紙をつくりなおしますか",
    makeAgain: "つくりなおす",
    cancel: "やめる",
    unprinted: "まだ印刷していない紙があります",
    unprintedWhy:
      "つづけると、つくった {{count}} 枚のコードは、二度と出せません。その世帯の紙は、もう一度つくることになります。",
    stay: "この画面にのこる",
    goOn: "印刷しないでつづける",
    ready: "{{count}} 枚できました。印刷してください。画面をとじるとコードは二度と出せません。",
    offline: "電波がありません。つながったら、もう一度ためしてください",
    print: "印刷する",
    sizeTitle: "紙の大きさ",
    sizeA6: "A6に1枚",
    sizeA4: "A4に4枚",
    back: "もどる",
    cardTitle: "{{association}} 招待の紙",
    forHousehold: "「{{mark}}」の世帯の紙です",
    step1: "スマートフォンで {{address}} をひらく",
    step2: "「招待コードで参加する」を押して、QRコードを読みとる（または下のコードを入れる）",
    step3: "班と世帯の代表者の名前を入れて、参加する",
    code: "招待コード",
    keep: "この紙はほかの人に見せないでください。なくしたら役員に知らせてください。",
    qrLabel: "{{mark}} のQRコード",
  },
  () => import("../en/cards.ts").then(({ en }) => en),
);
