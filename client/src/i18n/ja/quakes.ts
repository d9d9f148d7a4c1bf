/** Words of what JMA announced, beside the question. */
import { defineMessages } from "../messages.ts";

/** Loaded with the lazy chunk that shows it. */
export const quakesMessages = defineMessages(
  "quakes",
  {
    after: "そのあとの地震（ようすがかわったら、もう一度知らせてください）",
    cancelled: "気象庁は、この地震の知らせを取り消しました",
  },
  () => import("../en/quakes.ts").then(({ en }) => en),
);
