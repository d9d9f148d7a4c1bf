/** Words of founding an association. */
import { defineMessages } from "../messages.ts";

/** Loaded with the lazy chunk of its screens. */
export const foundingMessages = defineMessages(
  "founding",
  {
    title: "町会をつくる",
    intro: "この端末が最初の役員になります。",
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
