/** Japanese texts of まえの記録. */
import { defineMessages } from "../messages.ts";

/** Loaded with its screen. */
export const beforeMessages = defineMessages(
  "before",
  {
    title: "まえの記録",
    notice: "見るだけです。ここからは、何も送れません",
    noticeWhy:
      "この端末が、まえに町会に入っていたときの記録です。ここに出ていることは、いまの町会の画面には入りません。",
    backToNow: "いまの画面にもどる",
    joined: "{{date}}に参加しました",
    joinedAs: "世帯 {{mark}}・{{date}}に参加しました",
    answers: "まえの答え",
    noAnswers: "残っている答えは、ありません",
    circulars: "まえの回覧",
    noCirculars: "読める回覧は、ありません",
    published: "{{date}}に出ました",
    none: "まえの記録は、この端末にありません",
    failed: "まえの記録を、いま読めません",
    failedNext: "アプリをとじて、もう一度ひらいてみてください。",
  },
  () => import("../en/before.ts").then(({ en }) => en),
);
