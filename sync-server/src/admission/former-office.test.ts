/** What was written in office, at a relay that gets it only after the office ended: a new one, or one that lost it. [REL1] [KEY3] */
import { expect, test } from "vitest";
import {
  addDevice,
  createWorld,
  retireIn,
  writeEntry,
} from "@tomoshibi/shared/testing/association-world.ts";
import { createTestRelay, handIn, verdictsOf } from "../testing/relay-fixture.ts";
import { MEMBER_ENTRY_BYTES_MAX } from "./limits.ts";

test("[REL1] [KEY3] a former officer's documents and receipts go where they belong; what comes after does not", async () => {
  const world = await createWorld();
  const officer = addDevice(world, { role: "officer", household: 2, group: 1 });
  addDevice(world, { role: "member", household: 3, group: 1 });
  const large = new Uint8Array(MEMBER_ENTRY_BYTES_MAX * 2).fill(7);
  const inOffice = [
    { stream: "officers" as const, entries: [writeEntry(world, officer, "officers", large)] },
    { stream: "receipts" as const, entries: [writeEntry(world, officer, "receipts", large)] },
  ];
  retireIn(world, officer);
  const small = new Uint8Array(40).fill(8);
  const after = {
    stream: "receipts" as const,
    entries: [writeEntry(world, officer, "receipts", small)],
  };
  const relay = await createTestRelay();
  const { statements } = world;
  const answer = await handIn(relay, world, world.founder.keys, {
    statements,
    streams: [...inOffice, after],
  });
  expect(verdictsOf(answer.entries)).toEqual(["accepted", "accepted", "intake"]);
});
