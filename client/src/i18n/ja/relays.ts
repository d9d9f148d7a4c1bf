/** Words of the list of relays. */
import { defineMessages } from "../messages.ts";

/** Loaded with the lazy chunk of its screen. */
export const relaysMessages = defineMessages(
  "relays",
  {
    title: "中継",
    intro:
      "中継は、端末のあいだで報告をあずかって渡すコンピューターです。封がしてあるので、中継には読めません。",
    why: "2つめの中継があると、1つが止まっても、もう1つを通って届きます。市役所やとなりの町会、避難所のパソコンなどに、たのむことができます。",
    list: "この町会の中継",
    own: "このアプリの中継",
    reached: "つながりました（{{at}}）",
    notReached: "いまは、つながりません",
    lastReached: "さいごにつながったのは {{at}}",
    neverReached: "この端末からは、まだ一度もつながっていません",
    checking: "たしかめています…",
    otherKey:
      "このアドレスに、ちがう中継がいます。端末はここに何も渡しません。中継の人に聞いてください",
    notUsed: "つかっていません",
    fingerprint: "中継の指紋",
    stop: "はずす",
    stopTitle: "{{address}} をはずしますか",
    stopNoMore: "これからは、どの端末もこの中継に渡しません。ほかの中継からも写しません。",
    stopCopies: "その中継がもうあずかったもの（封をしたもの）は、遠くからは消せません。",
    stopForEver: "同じ中継は、もう一度くわえられません。",
    stopped: "{{address}} をはずしました",
    cancel: "やめる",
    addTitle: "中継をくわえる",
    addIntro: "中継の人から、アドレスを聞いてください。",
    address: "中継のアドレス",
    addressHint: "例 relay.example.jp",
    look: "たしかめる",
    looking: "中継をさがしています…",
    unreachableHelp:
      "アドレスの字と、その中継が動いているかを、中継の人に聞いてください。新しい版のアプリがいることもあります。",
    foundTitle: "{{address}} に中継がいます",
    foundCompare:
      "この指紋を、中継の人に電話などで読んでもらって、くらべてください。中継の記録（ログ）の fingerprint と同じなら、本物です。",
    compared: "同じだとたしかめました",
    start: "この中継もつかう",
    isOwnHere: "これは、このアプリの中継です。2つめには、べつの中継がいります。",
    isKnownHere: "この中継は、もうつかっています。",
    isStoppedHere:
      "この中継は前にはずしたので、もうつかえません。中継の人に、新しい鍵ではじめてもらってください。",
    starting: "くわえています…",
    startedTitle: "{{address}} をくわえました",
    startedStored: "この端末に保存しました。みなさんの端末には、次につながったときに伝わります。",
    startedOperators:
      "中継の人にたのんでください。2つの中継が写しあうには、どちらかの設定 PEER_RELAYS に、もう1つのアドレスがいります。",
  },
  () => import("../en/relays.ts").then(({ en }) => en),
);
