/// <reference types="vite/types/importMeta.d.ts" />
import { beforeAll, expect, test } from "vitest";
import { hexToBytes, utf8ToBytes } from "../base/bytes.ts";
import { decodeEntry, encodeEntry, entryIdOf, isSignedBy, openEntry } from "../entry/entry.ts";
import { type StreamName, audienceOf } from "../entry/stream-name.ts";
import { decodeKeyring, readKeys } from "../keys/keyring.ts";
import { unwrapKeys } from "../keys/mailbox.ts";
import { computeAuthority, standingOfKey } from "../membership/authority.ts";
import { openInviteBlob } from "../membership/invite-blob.ts";
import { decodeInviteQr } from "../membership/invite.ts";
import { type Statement, decodeStatement } from "../membership/statement.ts";
import { createFixtureCast, createFixtures } from "./fixtures-v1.ts";

const files = import.meta.glob<string>("./fixtures/v1/*.hex", {
  eager: true,
  query: "?raw",
  import: "default",
});
const pinnedByName = new Map(
  Object.entries(files).map(([path, text]) => [path.replace(/^.*\/|\.hex$/g, ""), text.trim()]),
);
const names = [...pinnedByName.keys()];
const pinned = (name: string) => pinnedByName.get(name) ?? "";
const bytesOf = (name: string) => hexToBytes(pinned(name));
const cast = createFixtureCast();

let made: ReadonlyMap<string, string>;

beforeAll(async () => {
  made = await createFixtures();
});

test("[ENT8] every form of version 1 is pinned, and nothing else", () => {
  expect(names.sort()).toEqual([...made.keys()].sort());
});

test.each(names)("[ENT8] %s still encodes to its bytes of version 1", (name) => {
  expect(made.get(name)).toBe(pinned(name));
});

test("[MEM2] the pinned statements still decode and mean the same", () => {
  const statements = names
    .filter((name) => name.startsWith("statement-"))
    .flatMap((name): Statement[] => {
      const statement = decodeStatement(cast.association, bytesOf(name));
      expect(statement === undefined ? name : undefined).toBeUndefined();
      return statement === undefined ? [] : [statement];
    });
  const authority = computeAuthority(cast.association, statements);
  expect(authority.counted.size).toBe(statements.length);
  const standing = standingOfKey(authority, cast.device.signKey);
  expect(standing).toMatchObject({
    household: 12,
    group: 3,
    invitedBy: cast.invite.device,
    isConfirmed: true,
  });
  expect(standing?.revoked?.get("safety")?.seq).toBe(7);
});

test.each([
  ["entry-safety", "safety"],
  ["entry-members", "members"],
  ["entry-household", "household/12"],
  ["entry-receipts", "receipts"],
] as const)("[ENT4] the pinned %s still verifies and opens", (name, stream: StreamName) => {
  const place = { association: cast.association, stream };
  const entry = decodeEntry(bytesOf(name));
  const keyring = decodeKeyring(bytesOf("keyring"));
  if (entry === undefined || keyring === undefined) throw new Error("a fixture does not decode");
  expect(isSignedBy(place, entry, cast.device.signKey)).toBe(true);
  const audience = audienceOf(stream);
  const [key] = audience === undefined ? [] : readKeys(keyring, audience, entry.epoch);
  expect(openEntry(place, entry, key, cast.device.sealKey)).toEqual(utf8ToBytes("無事"));
});

test("[ENT2] the pinned husk has the id of the entry it was", () => {
  const [entry, husk] = [
    decodeEntry(bytesOf("entry-members")),
    decodeEntry(bytesOf("husk-members")),
  ];
  if (entry === undefined || husk === undefined) throw new Error("a fixture does not decode");
  const place = { association: cast.association, stream: "members" } as const;
  expect(encodeEntry(husk)).not.toEqual(encodeEntry(entry));
  expect(entryIdOf(place, husk)).toBe(entryIdOf(place, entry));
});

test("[MEM6] the pinned card still opens, and its QR reads", async () => {
  const opened = openInviteBlob(cast.invite, bytesOf("invite-blob"));
  if (!opened.ok) throw new Error(opened.error.type);
  const { blob, authority } = opened.value;
  expect(blob).toMatchObject({
    household: 12,
    group: 3,
    indexInGroup: 4,
    isDemo: true,
    associationName: "ひばり町会",
  });
  expect(blob.keys.map((key) => [key.audience, key.number])).toEqual([
    ["members", 1],
    ["members", 2],
    ["safety", 1],
    ["household/12", 1],
  ]);
  const qr = decodeInviteQr(new TextDecoder().decode(bytesOf("invite-qr")));
  expect(qr).toMatchObject({ association: cast.association, code: cast.code, indexInGroup: 4 });
  const unwrapped = await unwrapKeys(authority, cast.device, bytesOf("mailbox"));
  expect(unwrapped).toMatchObject({ isComplete: true });
});
