/** Words about counts that another officer's device summed up. [DOC4] */
import { defineMessages } from "../messages.ts";

/** Loaded with the board. */
export const checkpointMessages = defineMessages(
  "checkpoints",
  {
    title: "ほかの役員の端末がまとめた数です",
    unverified: "未検証",
    notYet: "まだたしかめていません。報告がみんな届いたら、この端末で数えなおします。",
    who: "{{name}} の端末が、{{at}}にまとめました。",
    somebody: "ほかの役員",
    label: "ほかの役員の端末がまとめた数（未検証）",
    ownTitle: "この端末に届いた報告の数",
    nothingYet: "この端末には、まだ報告が届いていません。届くと、名前ごとの一覧がここに出ます。",
    line: "未検証：応答 {{answered}}／合計 {{total}}・支援希望 {{help}}",
    notPrinted: "印刷や、みなさんに見せる数には入りません。",
    wrongTitle: "まとめた数がちがいます",
    wrong:
      "{{name}} の端末が{{at}}にまとめた数は、同じ報告からこの端末が数えた数とちがいます。{{name}} に聞いてください。",
    wrongTable: "ちがう数",
    what: "世帯の数",
    theirs: "まとめた数",
    ours: "この端末",
    wrongWithin: "数は同じですが、どの世帯かがちがいます。",
  },
  () => import("../en/checkpoints.ts").then(({ en }) => en),
);
