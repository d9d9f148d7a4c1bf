import { expect, test } from "vitest";
import type { DeviceId, EntryId } from "../base/ids.ts";
import { decodeEntry, entryIdOf } from "../entry/entry.ts";
import type { StreamName } from "../entry/stream-name.ts";
import { createWorld, writeEntry } from "../testing/association-world.ts";
import { encodePayload } from "../records/payload.ts";
import { MEMBER_ERASED_IDS_MAX, erasuresByEntry, huskBytes, mayErase } from "./erasing.ts";

const OWN = "0000000000000001" as DeviceId;
const OTHER = "0000000000000002" as DeviceId;

test("[ERA1] an entry is erased by its author or an officer, and by nobody else", () => {
  const entry = { author: OWN, stream: "safety" } as const;
  expect(mayErase({ author: OWN, isByOfficer: false }, entry)).toBe(true);
  expect(mayErase({ author: OTHER, isByOfficer: true }, entry)).toBe(true);
  expect(mayErase({ author: OTHER, isByOfficer: false }, entry)).toBe(false);
});

test("[ERA1] neither erasures nor what others' entries stand on is erased by anybody: no order decides what stays", () => {
  const byOfficer = { author: OWN, isByOfficer: true };
  const streams = ["erasures", "receipts", "membership", "alerts", "mailbox/0000000000000001"];
  for (const stream of streams as StreamName[])
    expect(mayErase(byOfficer, { author: OWN, stream })).toBe(false);
  expect(mayErase(byOfficer, { author: OTHER, stream: "household/4" })).toBe(true);
});

test("[ERA1] a message to a group is taken back by its author or an officer, by no neighbour and no leader", () => {
  const entry = { author: OWN, stream: "group/3" } as const;
  expect(mayErase({ author: OWN, isByOfficer: false }, entry)).toBe(true);
  expect(mayErase({ author: OTHER, isByOfficer: true }, entry)).toBe(true);
  expect(mayErase({ author: OTHER, isByOfficer: false }, entry)).toBe(false);
});

test.each(["officers", "members"] as const)(
  "[ERA1] [DOC3] where documents are, officers alone erase, their own word too (%s)",
  (stream) => {
    const entry = { author: OWN, stream };
    expect(mayErase({ author: OTHER, isByOfficer: true }, entry)).toBe(true);
    expect(mayErase({ author: OWN, isByOfficer: false }, entry)).toBe(false);
  },
);

test("[ERA1] [DOC4] what officers' devices summed up is erased by officers alone", () => {
  const entry = { author: OWN, stream: "checkpoints" } as const;
  expect(mayErase({ author: OTHER, isByOfficer: true }, entry)).toBe(true);
  expect(mayErase({ author: OWN, isByOfficer: false }, entry)).toBe(false);
});

test("[ERA1] all erasures of an entry are known, for one may count where another does not", () => {
  const [first, second] = ["aa", "bb"].map((byte) => byte.repeat(32) as EntryId);
  const byMember = { author: OTHER, isByOfficer: false };
  const byOfficer = { author: OTHER, isByOfficer: true };
  const found = erasuresByEntry([
    { erasure: byMember, ids: [first as EntryId, second as EntryId] },
    { erasure: byOfficer, ids: [first as EntryId] },
  ]);
  expect(found.get(first as EntryId)).toEqual([byMember, byOfficer]);
  expect(found.get(second as EntryId)).toEqual([byMember]);
});

test("[ERA1] a husk has the id of its entry and nothing of its content, and is made once", async () => {
  const world = await createWorld();
  const payload = encodePayload({ kind: "consentWithdrawn", atSeconds: 7 });
  const { bytes, entryId } = writeEntry(world, world.founder, "members", payload);
  const husk = huskBytes(bytes) ?? new Uint8Array();
  const entry = decodeEntry(husk);
  expect(entry?.box).toBeUndefined();
  expect(entry && entryIdOf({ association: world.association, stream: "members" }, entry)).toBe(
    entryId,
  );
  expect(huskBytes(husk)).toBeUndefined();
  expect(huskBytes(bytes.slice(1))).toBeUndefined();
});

test("[ERA1] one author's second word about an entry is none, and made-up ids without end have none", () => {
  const member = { author: OWN, isByOfficer: false };
  const officer = { author: OTHER, isByOfficer: true };
  const idOf = (n: number) => n.toString(16).padStart(64, "0") as EntryId;
  const twice = erasuresByEntry(
    [member, officer, member, officer].map((erasure) => ({ erasure, ids: [idOf(1)] })),
  );
  expect(twice.get(idOf(1))).toEqual([member, officer]);
  const many = Array.from({ length: MEMBER_ERASED_IDS_MAX + 500 }, (_, n) => idOf(n));
  const sizeBy = (erasure: typeof member) => erasuresByEntry([{ erasure, ids: many }]).size;
  expect([sizeBy(member), sizeBy(officer)]).toEqual([MEMBER_ERASED_IDS_MAX, many.length]);
});
