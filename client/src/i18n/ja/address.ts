/** Words of what is printed at an address that nobody else can open. */
import { defineMessages } from "../messages.ts";

/** Loaded with the lazy chunks of the screens that print an address. */
export const addressMessages = defineMessages(
  "address",
  {
    unreachable:
      "{{address}} は、ほかの人のスマートフォンではひらけません。紙は、https:// ではじまるアドレスをひらいて、つくってください",
    unreachableFounding:
      "{{address}} は、ほかの人のスマートフォンではひらけません。ためすのでなければ、https:// ではじまるアドレスをひらいて、町会をつくってください",
  },
  () => import("../en/address.ts").then(({ en }) => en),
);
