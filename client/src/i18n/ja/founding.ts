/** Words of founding an association. */
import { defineMessages } from "../messages.ts";

/** Loaded with the lazy chunk of its screens. */
export const foundingMessages = defineMessages(
  "founding",
  {
    title: "町会をつくる",
    intro: "この端末が最初の役員になります。",
    next: "つくったあと、予備の鍵を印刷し、名簿に世帯を入れて、招待の紙を配ります。",
    groupHint: "数字だけ入れてください。班がない町会は「1」にします",
    nameHint: "町会・自治会の正式な名前。招待の紙に印刷されます",
    associationName: "町会の名前",
    group: "あなたの班",
    representative: "あなたの世帯の代表者の名前",
    found: "町会をつくる",
    working: "鍵をつくっています…",
    needName: "町会の名前を入れてください",
    needGroup: "班を数字で入れてください",
    needRepresentative: "代表者の名前を入れてください",
  },
  () => import("../en/founding.ts").then(({ en }) => en),
);
