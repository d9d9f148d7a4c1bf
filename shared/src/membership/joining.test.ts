import fc from "fast-check";
import { beforeEach, describe, expect, test } from "vitest";
import { utf8ToBytes } from "../base/bytes.ts";
import { toId } from "../base/ids.ts";
import { openEntry } from "../entry/entry.ts";
import { EMPTY_KEYRING, addKeys, readKeys, writeKey } from "../keys/keyring.ts";
import { unwrapKeys, wrapKeys, keysToWrap } from "../keys/mailbox.ts";
import {
  type AssociationWorld,
  WORLD_TEXT,
  addInvite,
  authorityOf,
  createWorld,
  joinHousehold,
  revokeIn,
  rotateIn,
  standingIn,
  writeEntry,
} from "../testing/association-world.ts";
import { computeAuthority, currentEpoch, standingOfKey } from "./authority.ts";
import { type InviteBlob, openInviteBlob, sealInviteBlob } from "./invite-blob.ts";
import { deriveInvite, parseInviteCode, formatInviteCode } from "./invite.ts";
import { type CreatedInvite, createInvite, inviteBlobFor, joinByInvite } from "./joining.ts";

let world: AssociationWorld;
let card: CreatedInvite;

beforeEach(async () => {
  world = await createWorld(31);
  card = await addInvite(world, 12, 3);
});

const open = (bytes = card.sealedBlob) => openInviteBlob(card.invite, bytes);
const reseal = (change: Partial<InviteBlob>) =>
  open(sealInviteBlob(card.invite, { ...card.blob, ...change }));
const errorOf = (opened: ReturnType<typeof open>) => (opened.ok ? undefined : opened.error.type);

function opened() {
  const result = open();
  if (!result.ok) throw new Error(result.error.type);
  return result.value;
}

test("[MEM6] who types the code joins, reads and writes with nothing but the blob, no officer online", () => {
  const typed = parseInviteCode(formatInviteCode(card.code).toLowerCase());
  if (!typed.ok) throw new Error("code");
  const invite = deriveInvite(typed.value);
  expect(invite.inviteId).toBe(card.invite.inviteId);
  const result = openInviteBlob(invite, card.sealedBlob);
  if (!result.ok) throw new Error(result.error.type);
  const { blob } = result.value;
  expect(blob).toMatchObject({
    association: world.association,
    household: 12,
    group: 3,
    ...WORLD_TEXT,
  });
  const joined = joinByInvite(world, invite, result.value);
  const own = computeAuthority(blob.association, joined.statements);
  expect(standingOfKey(own, joined.keys.signKey)).toMatchObject({
    household: 12,
    group: 3,
    isConfirmed: false,
  });
  for (const audience of ["members", "household/12", "group/3", "safety"] as const) {
    expect(writeKey(joined.keyring, own, audience)?.number).toBe(1);
  }
  expect(readKeys(joined.keyring, "safety", 1)).toEqual([]);
  expect(readKeys(joined.keyring, "officers", 1)).toEqual([]);
  expect(readKeys(joined.keyring, "group/1", 1)).toEqual([]);
});

test("[MEM6] an association whose name begins with U+FEFF makes cards that open", () => {
  const resealed = reseal({ associationName: `\uFEFF${card.blob.associationName}` });
  expect(resealed.ok && resealed.value.blob.associationName).toBe(card.blob.associationName);
});

test("[MEM6] the blob's text and statements are all a card needs: 5 kB at most", () => {
  expect(card.sealedBlob.length).toBeLessThan(5_000);
  expect(new TextDecoder("latin1").decode(card.sealedBlob)).not.toContain("http");
});

describe("[MEM6] a blob is trusted for nothing it cannot show", () => {
  test("[MEM6] another code, a changed byte, noise: not opened", () => {
    fc.assert(
      fc.property(
        fc.nat(card.sealedBlob.length - 1),
        fc.integer({ min: 1, max: 255 }),
        (at, flip) => {
          const changed = card.sealedBlob.slice();
          changed[at] = (changed[at] ?? 0) ^ flip;
          expect(errorOf(open(changed))).toBe("NotOpened");
        },
      ),
      { numRuns: 50 },
    );
    fc.assert(
      fc.property(fc.uint8Array(), (noise) => {
        expect(open(noise).ok).toBe(false);
      }),
      { numRuns: 50 },
    );
    const other = deriveInvite(
      card.code.replace(/^./, (first) => (first === "0" ? "1" : "0")) as typeof card.code,
    );
    expect(openInviteBlob(other, card.sealedBlob).ok).toBe(false);
  });

  test("[MEM6] the association must be the hash of a root key within, and the QR's", async () => {
    const association = toId("association", new Uint8Array(16));
    expect(errorOf(reseal({ association }))).toBe("NotCertified");
    expect(errorOf(openInviteBlob(card.invite, card.sealedBlob, { expected: association }))).toBe(
      "OtherAssociation",
    );
    expect(openInviteBlob(card.invite, card.sealedBlob, { expected: world.association }).ok).toBe(
      true,
    );
    const stranger = await createWorld(32);
    expect(errorOf(reseal({ statements: stranger.statements }))).toBe("NotCertified");
  });

  test("[MEM6] the card's key must be certified from the root down, for this household and group", () => {
    const without = (type: string) => card.blob.statements.filter(({ body }) => body.type !== type);
    expect(errorOf(reseal({ statements: without("certificate") }))).toBe("NotCertified");
    expect(errorOf(reseal({ household: 13 }))).toBe("NotCertified");
    expect(errorOf(reseal({ group: 4 }))).toBe("NotCertified");
    expect(errorOf(reseal({ relays: Array<string>(9).fill("https://a.example") }))).toBe(
      "Malformed",
    );
  });

  test("[KEY2] keys that match no epoch are left out", () => {
    const [first, ...rest] = card.blob.keys;
    if (first === undefined) throw new Error("no key");
    const forged = { ...first, secret: new Uint8Array(32).fill(1) };
    const result = reseal({ keys: [forged, ...rest] });
    expect(result.ok && result.value.blob.keys.map((key) => key.audience)).toEqual(
      rest.map((key) => key.audience),
    );
  });
});

test("[KEY1] a household's first key derives from its card; a second card for it keeps the key", async () => {
  const [key] = readKeys(world.founder.keyring, "household/12", 1);
  expect(key?.secret).toEqual(card.invite.householdSecret);
  const keyless = { ...opened().blob, keys: [] };
  const joined = joinByInvite(world, card.invite, { ...opened(), blob: keyless });
  expect(readKeys(joined.keyring, "household/12", 1)).toEqual([key]);
  const again = await addInvite(world, 12, 3);
  expect(again.statements.map(({ body }) => body.type)).toEqual(["certificate"]);
  const second = await joinHousehold(world, 12, 3);
  expect(readKeys(second.keyring, "household/12", 1)).toEqual([key]);
});

test("[KEY3] a card that fell into wrong hands is replaced with a new household key, which still opens the old", async () => {
  const renewed = await createInvite(world, {
    authority: authorityOf(world),
    keyring: world.founder.keyring,
    issuer: world.founder.keys,
    household: 12,
    group: 3,
    untilSeconds: 0,
    text: WORLD_TEXT,
    renewsHouseholdKey: true,
  });
  world.statements.push(...renewed.statements);
  expect(currentEpoch(authorityOf(world), "household/12")?.body.number).toBe(2);
  const result = openInviteBlob(renewed.invite, renewed.sealedBlob);
  if (!result.ok) throw new Error(result.error.type);
  const { keyring } = joinByInvite(world, renewed.invite, result.value);
  expect(readKeys(keyring, "household/12", 2)[0]?.secret).toEqual(renewed.invite.householdSecret);
  expect(readKeys(keyring, "household/12", 1)[0]?.secret).toEqual(card.invite.householdSecret);
});

test("[KEY2] keys that changed since the card was printed reach its joiners by the card's own mailbox, or by a renewed blob", async () => {
  await rotateIn(world, ["members"]);
  const authority = authorityOf(world);
  const due = keysToWrap({
    authority,
    keyring: world.founder.keyring,
    alreadyWrapped: new Map(),
    self: world.founder.keys.device,
  }).find(({ standing }) => standing.device === card.invite.device);
  if (due === undefined) throw new Error("the card is due its keys");
  const payload = await wrapKeys(world, world.association, due.standing, due.keys);
  const unwrapped = await unwrapKeys(authority, card.invite, payload);
  const late = addKeys(EMPTY_KEYRING, unwrapped?.keys ?? []);
  expect(readKeys(late, "members", 2)).toHaveLength(1);
  const certificates = authority.certificates.get(card.invite.device) ?? [];
  const plan = {
    authority,
    keyring: world.founder.keyring,
    household: 12,
    group: 3,
    text: WORLD_TEXT,
  };
  const renewed = open(sealInviteBlob(card.invite, inviteBlobFor(plan, certificates)));
  if (!renewed.ok) throw new Error(renewed.error.type);
  const { keyring } = joinByInvite(world, card.invite, renewed.value);
  expect([1, 2].map((number) => readKeys(keyring, "members", number).length)).toEqual([1, 1]);
});

test("[MEM5] a card whose issuer left stays good by the revocation that lists it", async () => {
  const device = await joinHousehold(world, 12, 3);
  revokeIn(world, world.founder);
  expect(standingIn(world, device)).toMatchObject({ household: 12, revoked: undefined });
  const authority = authorityOf(world);
  const plan = {
    authority,
    keyring: world.founder.keyring,
    household: 12,
    group: 3,
    text: WORLD_TEXT,
  };
  const blob = inviteBlobFor(plan, authority.certificates.get(card.invite.device) ?? []);
  expect(open(sealInviteBlob(card.invite, blob)).ok).toBe(true);
});

test("[ENT4] a joined device's check-in opens at the officer's desk and nowhere else", async () => {
  const device = await joinHousehold(world, 12, 3);
  const neighbour = await joinHousehold(world, 13, 3);
  const { entry } = writeEntry(world, device, "safety", utf8ToBytes("無事"));
  const place = { association: world.association, stream: "safety" } as const;
  const openWith = (keyring: typeof device.keyring) =>
    readKeys(keyring, "safety", entry.epoch).flatMap(
      (key) => openEntry(place, entry, key, device.keys.sealKey) ?? [],
    );
  expect(openWith(world.founder.keyring)).toHaveLength(1);
  expect(openWith(device.keyring)).toEqual([]);
  expect(openWith(neighbour.keyring)).toEqual([]);
});
