/** Japanese texts of the circulars as members read them. */
import { defineMessages } from "../messages.ts";

/** Loaded with the circulars' screens. */
export const circularsMessages = defineMessages(
  "circulars",
  {
    title: "回覧",
    none: "いま読める回覧はありません",
    published: "{{date}}に出ました",
    publishedRead: "{{date}}に出ました・読みました",
    missing: "この回覧は、この端末にありません",
    withdrawn: "この回覧は、とりさげられました",
    markNotice: "開いたことは役員にわかります",
  },
  () => import("../en/circulars.ts").then(({ en }) => en),
);
