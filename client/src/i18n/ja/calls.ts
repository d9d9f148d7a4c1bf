/** Words about calls for help that nobody would look for by themselves: after the end of a check, of stopped devices; and boards without lines. */
import { defineMessages } from "../messages.ts";

/** Loaded with the lazy chunks of its screens. */
export const callsMessages = defineMessages(
  "calls",
  {
    afterEnd: "おわった「{{title}}」に、{{count}} 世帯から「助けが必要」が届きました",
    afterEndNeighbours:
      "おわった「{{title}}」に、近所の人から、{{count}} 世帯について「助けが必要」が届きました",
    afterEndBeside: "ほかに、近所の人だけがそう言っている世帯：{{count}}",
    afterEndWhy:
      "すぐにたしかめてください。対応ずみにすると、ここから消えます。まだ災害がつづいているときは、安否確認をはじめてください。",
    afterEndLeader:
      "すぐにたしかめて、役員にも知らせてください。役員がもう動いていても、この端末ではわかりません。安否確認がおわってから7日のあいだ、ここに出ます。",
    toBoard: "一覧をひらく",
    held: "止めた端末からの報告 {{count}} 件",
    heldHelp: "助けが必要 {{count}} 件",
    toHeld: "報告を見る",
    noRows:
      "世帯はまだ出ていません。「確認する」を押すか、最初の答えがとどくと、ここに出ます。連絡がついたということではありません。",
    erased: "報告を消したので、表には、答えが残っている世帯だけが出ます。数は、消す前のものです。",

    ended: "「助けが必要」と知らせた安否確認は、おわりました",
    endedReceived: "役員の端末に届いています。",
    endedUnsent: "役員の端末には、まだ届いていません。",
    endedOpen: "まだ助けがいるときは、119か、下のボタンへ。",
    endedAnswer: "まだ助けがいるときは、119か、この画面でもう一度知らせてください。",
    // Nothing is sent by it: it must not sound like an answer.
    endedSeen: "わかりました",
  },
  () => import("../en/calls.ts").then(({ en }) => en),
);
