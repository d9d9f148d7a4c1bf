/** Words of 確認する, the same wherever a device is vouched for. */
import { defineMessages } from "../messages.ts";

/** Loaded with the lazy chunks of the screens that vouch. */
export const vouchingMessages = defineMessages(
  "vouching",
  {
    vouched: "確認しました。この端末に保存しました",
    allVouched: "新しい端末をぜんぶ確認しました",
  },
  () => import("../en/vouching.ts").then(({ en }) => en),
);
