/** Words of handing offices over. */
import { defineMessages } from "../messages.ts";

/** Loaded with the lazy chunk of its screen. */
export const handoverMessages = defineMessages(
  "handover",
  {
    title: "役員の交代",
    intro:
      "おわる人と、はじめる人をえらび、いちどに交代します。おわる人の世帯は、そのまま町会の世帯です。",
    ending: "おわる人",
    endingNone: "ほかの役員・班長はいません",
    ownTerm: "あなた自身の役は、次の役員の端末でおわらせます。",
    beginning: "はじめる人",
    search: "はじめる人をさがす（名前か番号）",
    found: "えらぶと、下に入ります",
    chosenNone: "まだえらんでいません",
    "role.admin": "代表の役員",
    "role.officer": "役員",
    "role.groupLeader": "班長（その世帯の班）",
    "role.desk": "避難所の受付",
    role: "{{name}} の役",
    person: "{{mark}} {{name}}（端末 {{number}}）・{{role}}",
    candidate: "{{mark}} {{name}}（端末 {{number}}）",
    choose: "{{who}} をえらぶ",
    remove: "{{who}} をはずす",
    removeShort: "はずす",
    chooseShort: "えらぶ",
    go: "交代する",
    nothing: "だれもえらんでいません",
    askTitle: "交代しますか",
    askCome: "はじめる人：{{count}} 人",
    askGo: "おわる人：{{count}} 人",
    askKeys: "町会の鍵をかえます。これから書かれる名簿や報告は、おわる人の端末では読めません。",
    askCopies: "おわる人の端末にもうあるものは、遠くからは消せません。",
    askReports: "おわる人が役員のあいだに書いたものは、役員の記録のまま残ります。",
    cancel: "やめる",
    needSheets: "町会の元の鍵がいります。予備の鍵の紙を2枚入れてください。",
    working: "鍵をかえています…",
    done: "交代しました",
    doneNext:
      "この端末に保存しました。電波があれば、いま送られます。ないときは、つながったときに送られます。",
  },
  () => import("../en/handover.ts").then(({ en }) => en),
);
