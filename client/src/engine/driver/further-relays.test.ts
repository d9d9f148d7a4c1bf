import { NAMED_RELAYS_MAX } from "@tomoshibi/shared/documents/settings/settings.ts";
import { expect, test } from "vitest";
import { relaysToUse } from "./further-relays.ts";

const OWN = "https://town.example";
const named = (key: string) => ({ relayKey: key, address: `https://${key}.example` });
const leftOver = Array.from({ length: NAMED_RELAYS_MAX }, (_, index) => named(`old${index}`));
const isGood = (key: string) => key === "good";

test("[REL7] names without a certificate take no place from a certified relay", () => {
  const used = relaysToUse([...leftOver, named("good")], OWN, isGood);
  expect(used).toHaveLength(NAMED_RELAYS_MAX);
  expect(used[0]).toEqual(named("good"));
});

test("[REL7] the app's own relay is none of the further ones", () => {
  expect(relaysToUse([{ relayKey: "good", address: OWN }], OWN, isGood)).toEqual([]);
});
