import { expect, test } from "vitest";
import type { EntryId } from "../base/ids.ts";
import { encodeCbor } from "../base/cbor.ts";
import type { StreamName } from "../entry/stream-name.ts";
import type { Role } from "../membership/statement.ts";
import type { Standing } from "../membership/standing.ts";
import { KIND } from "./payload-read.ts";
import { decodePayload, encodePayload } from "./payload.ts";
import { checkPolicy } from "./policy.ts";
import { ERASED_ENTRIES_MAX, type Payload } from "./record.ts";

const ID = "ab".repeat(32) as EntryId;
const ERASED: Payload = {
  ...{ kind: "erased", entries: [{ stream: "safety", ids: [ID] }], atSeconds: 9 },
};

function standing(role: Role): Standing {
  return {
    device: "0000000000000001" as Standing["device"],
    signKey: new Uint8Array(32),
    sealKey: new Uint8Array(32),
    roles: new Set([role]),
    household: 12,
    group: 1,
    groupsLed: [],
    isConfirmed: true,
    invitedBy: undefined,
    flags: [],
    revoked: undefined,
  };
}

function mayWrite(role: Role, stream: StreamName, payload: Payload): boolean {
  return checkPolicy({ stream, author: standing(role), payload }).ok;
}

test("[ERA1] [STR1] whoever writes may erase, in the one stream for it; a card and a relay write nothing", () => {
  for (const role of ["member", "desk", "groupLeader", "officer", "admin"] as const)
    expect(mayWrite(role, "erasures", ERASED)).toBe(true);
  for (const role of ["invite", "relay"] as const)
    expect(mayWrite(role, "erasures", ERASED)).toBe(false);
  for (const stream of ["safety", "receipts", "officers", "household/12"] as const)
    expect(mayWrite("officer", stream, ERASED)).toBe(false);
});

test("[ERA1] an erasure lists something, nothing twice, and no more than fits an entry", () => {
  const bytes = new Uint8Array(32).fill(0xab);
  const other = new Uint8Array(32);
  const read = (list: Parameters<typeof encodeCbor>[0]) =>
    decodePayload(encodeCbor([KIND.erased, list, 9]))?.kind;
  expect(decodePayload(encodePayload(ERASED))).toEqual(ERASED);
  expect(read([["safety", [bytes, other]]])).toBe("erased");
  for (const refused of [
    [],
    [["safety", []]],
    [["safety", [bytes, bytes]]],
    [
      ["safety", [bytes]],
      ["household/12", [bytes]],
    ],
    [
      ["safety", [bytes]],
      ["safety", [other]],
    ],
    [["nowhere", [bytes]]],
    [["safety", [new Uint8Array(31)]]],
    [["safety", many(ERASED_ENTRIES_MAX + 1)]],
  ])
    expect(read(refused)).toBeUndefined();
});

function many(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, number) =>
    new Uint8Array(32).with(0, number & 0xff).with(1, number >> 8),
  );
}
