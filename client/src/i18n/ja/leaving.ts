/** Words about a household that leaves the association: on officers' screens, and on its own phones. */
import { defineMessages } from "../messages.ts";

/** Loaded with the lazy chunks of its screens. */
export const leavingMessages = defineMessages(
  "leaving",
  {
    end: "世帯をはずす",
    cancel: "やめておく",
    title: "世帯をはずす：{{mark}} {{name}}",
    devices:
      "端末 {{count}} 台を止め、招待の紙を使えなくします。これから書かれるものは、その端末では読めません。",
    cards: "招待の紙を使えなくします。",
    erased:
      "名簿の行・この世帯の報告・家族の名前・班のひとことを消します。名簿の前の記録は、つぎに名簿を整理したときに消えます。",
    counts: "これまでの安否確認の数（応答や合計）は、のこります。",
    copies: "紙と、二度とつながらない端末に残った写しは、消せません。",
    final: "もとにもどせません。電波がなくてもできます。",
    open: "いまの安否確認に、この世帯のことが書かれています",
    openWhy: "助けがいる人を見のがさないためです。その安否確認がおわってから、はずしてください。",
    toOpen: "安否確認を見る",
    own: "自分の世帯は、ここでははずせません。ほかの役員にたのんでください。",
    office:
      "この世帯には、あなたと同じか上の役員の端末があります。まだ何もかわっていません。代表の役員にたのむか、紙を入れてください。",
    working: "はずしています…",
    done: "{{mark}} {{name}} の世帯をはずしました",
    doneNext: "この端末に保存しました。ほかの端末には、つながったときに届きます。",
    withdrawn: "{{name}}さんの世帯がやめました。手続きがあります",
    withdrawnMark: "{{mark}} の世帯がやめました。手続きがあります",
    withdrawnMany: "{{count}} 世帯がやめました。手続きがあります",
    withdrawnHow:
      "本人が「町会をやめる」を押しました。「世帯をはずす」で、端末・招待の紙・名簿・報告を一度に片づけます。",
    withdrawnLine: "やめました。手続きがあります",
    rest: "ほか {{count}} 世帯は、名簿に出ています",
    toRoster: "名簿をひらく",

    leftTitle: "この世帯は、町会をやめました",
    left: "役員が手続きをおえました。町会の新しいお知らせは、この端末では読めません。",
    stoppedTitle: "この端末は、いまは町会に入っていません",
    stopped:
      "世帯が町会をやめたか、役員がこの端末を止めました。おぼえがないときは、役員に聞いてください。",
    kept: "まだ送っていないものは、この端末に残っています。これまでのものも、役員が消したほかは残っています。",
    again:
      "また参加するときは、役員に新しい招待の紙をたのんでください。参加しなおしたあとも、まえの記録は見られます。",
    joinAgain: "参加しなおす",
    againUnsent:
      "まだ送っていないものが {{count}} 件あります。送りおわると、ここから参加しなおせます。送れないときは、別の端末か、別のブラウザで参加してください。",
    againElsewhere:
      "このブラウザでは参加しなおせません。別の端末か、別のブラウザで参加してください。",
    helpStill:
      "災害のときは、ここから知らせることもできます。役員がたしかめてから、表に入れます。命があぶないときは119番へ。",
  },
  () => import("../en/leaving.ts").then(({ en }) => en),
);
