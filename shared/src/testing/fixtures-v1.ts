/**
 * One example of every wire and stored form of version 1, made from fixed seeds. What it encodes to is pinned in fixtures/v1,
 * which is never edited, only joined by a v2. [G14]
 */
import { bytesToHex, utf8ToBytes } from "../base/bytes.ts";
import { idBytes, toId } from "../base/ids.ts";
import { type ChainHead, type EpochKey, encodeEntry, sealEntry, toHusk } from "../entry/entry.ts";
import type { StreamName } from "../entry/stream-name.ts";
import { createEpoch } from "../keys/begin-epoch.ts";
import { EMPTY_KEYRING, addKeys } from "../keys/keyring.ts";
import { encodeKeyring } from "../keys/taking.ts";
import { wrapKeys } from "../keys/mailbox.ts";
import { deviceKeysOf, rootKeysOf } from "../membership/device-keys.ts";
import { sealInviteBlob } from "../membership/invite-blob.ts";
import { deriveInvite, encodeInviteQr, parseInviteCode } from "../membership/invite.ts";
import {
  cancelInvite,
  certifyByInvite,
  certifyDevice,
  confirmDevice,
} from "../membership/issue.ts";
import {
  type Revocation,
  type Statement,
  associationIdOf,
  signStatement,
} from "../membership/statement.ts";

/** The code of the pinned card. */
export const FIXTURE_CODE = "0123-4567-89AB-CDEF-GHJT";

const filled = (byte: number) => new Uint8Array(32).fill(byte);
const deps = { random: { bytes: (length: number) => new Uint8Array(length).fill(9) } };

/** The cast: a root, an admin of household 1, a card of household 12 in group 3, and a device that joined by it. */
export function createFixtureCast() {
  const root = rootKeysOf(filled(1));
  const association = associationIdOf(root.signKey);
  const admin = deviceKeysOf(filled(2), filled(3));
  const device = deviceKeysOf(filled(4), filled(5));
  const code = parseInviteCode(FIXTURE_CODE);
  if (!code.ok) throw new Error(`Broken invariant: the pinned code is right (${code.error.type})`);
  return { root, association, admin, device, code: code.value, invite: deriveInvite(code.value) };
}

/** Every pinned form by its name, as hex. */
export async function createFixtures(): Promise<ReadonlyMap<string, string>> {
  const cast = createFixtureCast();
  const epochs = await createEpochs(cast);
  const statements = createStatements(cast);
  const forms = new Map<string, Uint8Array>([
    ...[...statements].map(([name, statement]): [string, Uint8Array] => [
      `statement-${name}`,
      statement.bytes,
    ]),
    ...[...epochs, ...(await createCopiedEpochs(cast))].map(
      ({ statement }): [string, Uint8Array] => [
        `statement-epoch-${statement.body.audience.replace("/", "-")}-${statement.body.number}`,
        statement.bytes,
      ],
    ),
    ...createEntries(
      cast,
      epochs.map(({ key }) => key),
    ),
    ...createCardForms(
      cast,
      [...statements.values(), ...epochs.map(({ statement }) => statement)],
      epochs.map(({ key }) => key),
    ),
  ]);
  const keys = epochs.map(({ key }) => key);
  forms.set("keyring", encodeKeyring(addKeys(EMPTY_KEYRING, keys)));
  forms.set("mailbox", await wrapKeys(deps, cast.association, cast.device, keys));
  return new Map([...forms].map(([name, bytes]) => [name, bytesToHex(bytes)]));
}

type Cast = ReturnType<typeof createFixtureCast>;

async function createEpochs({ root, association, admin, invite }: Cast) {
  const plan = { association, issuer: admin, recoveryKey: root.sealKey, previous: [] };
  const members = await createEpoch(deps, {
    ...plan,
    audience: "members",
    number: 1,
    secret: filled(20),
  });
  const second = {
    ...plan,
    audience: "members" as const,
    number: 2,
    previous: [members.key],
    secret: filled(21),
  };
  const safety = await createEpoch(deps, {
    ...plan,
    audience: "safety",
    number: 1,
    secret: filled(22),
  });
  const secret = invite.householdSecret;
  const household = await createEpoch(deps, {
    ...plan,
    audience: "household/12",
    number: 1,
    secret,
  });
  return [members, await createEpoch(deps, second), safety, household];
}

/** Epochs whose statements hold copies: for two devices, and for who holds the key of the first. [KEY2] */
async function createCopiedEpochs({ root, association, admin, device }: Cast) {
  const plan = { association, issuer: admin, recoveryKey: root.sealKey, previous: [], number: 1 };
  const officers = await createEpoch(deps, {
    ...{ ...plan, audience: "officers", secret: filled(23) },
    copiesFor: { devices: [admin, device] },
  });
  const group = await createEpoch(deps, {
    ...{ ...plan, audience: "group/3", secret: filled(24) },
    copiesFor: { officers: officers.key },
  });
  return [officers, group];
}

function createStatements({ root, association, admin, device, invite }: Cast) {
  const place = { household: 12, group: 3 };
  const member = certifyByInvite(association, invite, device, place);
  const revocation: Revocation = {
    type: "revocation",
    subject: device.device,
    revision: 1,
    streams: [{ stream: "safety", seq: 7, head: filled(7).slice(0, 8) }],
    stays: [member.id],
    issuer: admin.device,
  };
  return new Map<string, Statement>([
    ["root", certifyDevice(association, root, root, { role: "root", household: 0, group: 0 })],
    ["admin", certifyDevice(association, root, admin, { role: "admin", household: 1, group: 1 })],
    [
      "invite",
      certifyDevice(association, admin, invite, {
        role: "invite",
        ...place,
        untilSeconds: 1_800_000_000,
      }),
    ],
    ["member", member],
    ["revocation", signStatement(association, revocation, admin.signSeed)],
    ["invite-cancelled", cancelInvite(association, admin, invite)],
    ["confirmation", confirmDevice(association, admin, device.device)],
  ]);
}

function createEntries(
  { association, device }: Cast,
  keys: readonly EpochKey[],
): [string, Uint8Array][] {
  const payload = utf8ToBytes("無事");
  const first: ChainHead = { seq: 0, entryId: undefined };
  const later: ChainHead = { seq: 300, entryId: toId("entry", filled(8)) };
  const write = (stream: StreamName, head: ChainHead, number: number) => {
    const key = keys.find((each) => each.audience === stream && each.number === number);
    return sealEntry({ association, stream }, device, head, key, payload);
  };
  const safety = write("safety", later, 1);
  const members = write("members", first, 2);
  return [
    ["entry-safety", safety.bytes],
    ["entry-safety-id", idBytes(safety.entryId)],
    ["entry-members", members.bytes],
    ["husk-members", encodeEntry(toHusk(members.entry))],
    ["entry-household", write("household/12", first, 1).bytes],
    ["entry-receipts", write("receipts", first, 0).bytes],
  ];
}

function createCardForms(
  { association, code, invite }: Cast,
  statements: readonly Statement[],
  keys: readonly EpochKey[],
): [string, Uint8Array][] {
  const place = { household: 12, group: 3, indexInGroup: 4 };
  const relay = "https://relay.example";
  const text = { associationName: "ひばり町会", relays: [relay], isDemo: true, purposeVersion: 1 };
  return [
    ["invite-id", idBytes(invite.inviteId)],
    ["invite-sign-key", invite.signKey],
    ["invite-seal-key", invite.sealKey],
    ["invite-blob-key", invite.blobKey],
    ["invite-household-secret", invite.householdSecret],
    ["invite-qr", utf8ToBytes(encodeInviteQr({ association, relayUrl: relay, ...place, code }))],
    ["invite-blob", sealInviteBlob(invite, { association, ...place, ...text, statements, keys })],
  ];
}
