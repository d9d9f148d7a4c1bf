/** Japanese texts of the demo. */
import { defineMessages } from "../messages.ts";

/** Loaded with the demo. */
export const demoMessages = defineMessages(
  "demo",
  {
    title: "デモ町会",
    associationName: "灯町一丁目町会",
    circularTitle: "どんど焼きのお知らせ",
    circularBody:
      "1月14日（日）午前9時から、八幡神社で行います。雨のときは中止します。正月のかざりを持ってきてください。",
    groupMessage: "今夜7時から、消火器の点検をします。玄関の前に出しておいてください。",
    view: "だれの画面を見ますか",
    resident: "住民",
    officer: "役員",
    residentView: "住民の画面",
    officerView: "役員の画面",
    leave: "おわる",
    founding: "デモ町会をつくっています。256世帯の名簿もつくります",
    joining: "招待の紙で参加しています。役員の画面を待っています",
    offline: "中継につながりません。中継は、端末と端末のあいだで報告を運ぶものです",
    retry: "もう一度ためす",
  },
  () => import("../en/demo.ts").then(({ en }) => en),
);
