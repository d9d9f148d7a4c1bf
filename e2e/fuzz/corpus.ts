/** Valid objects of every kind, all from one seed: what mutations begin with. */
import fc from "fast-check";
import { encodeCbor } from "@tomoshibi/shared/base/cbor.ts";
import type { RecordId } from "@tomoshibi/shared/base/ids.ts";
import { ID_BYTES, idBytes, toId } from "@tomoshibi/shared/base/ids.ts";
import { type SealedEntry, encodeEntry, toHusk } from "@tomoshibi/shared/entry/entry.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import {
  cancelInvite,
  certifyByInvite,
  confirmDevice,
} from "@tomoshibi/shared/membership/issue.ts";
import { createDeviceKeys } from "@tomoshibi/shared/membership/device-keys.ts";
import { encodePayload } from "@tomoshibi/shared/records/payload.ts";
import type { DocumentName, Payload, Report } from "@tomoshibi/shared/records/record.ts";
import { encodeBundle, encodeBundleAnswer } from "@tomoshibi/shared/relay-api/bundle.ts";
import { encodeCardsAnswer, encodeCardsRequest } from "@tomoshibi/shared/relay-api/cards.ts";
import { encodeIntakeItem } from "@tomoshibi/shared/relay-api/intake.ts";
import {
  encodeInvitePut,
  encodeReadAnswer,
  encodeReadRequest,
  signReadToken,
  tokenFields,
} from "@tomoshibi/shared/relay-api/reads.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  addInvite,
  createWorld,
  joinHousehold,
  revokeIn,
  writeEntry,
} from "@tomoshibi/shared/testing/association-world.ts";
import { writeForm } from "@tomoshibi/shared/testing/forms.ts";
import { payloadArbitrary } from "@tomoshibi/shared/testing/payload-arbitraries.ts";
import { incidentIdOf } from "@tomoshibi/shared/records/incident-id.ts";

/** Who there is. Every name stands for a device with keys of its own. */
export interface Cast {
  readonly world: AssociationWorld;
  readonly officer: WorldDevice;
  readonly desk: WorldDevice;
  readonly leader: WorldDevice;
  /** Two devices of household 12, one of 13. */
  readonly family: readonly [WorldDevice, WorldDevice];
  readonly neighbour: WorldDevice;
  /** A certified member, of household 66, that keeps to nothing. */
  readonly mallory: WorldDevice;
  /** A device that was stopped after its first entry. */
  readonly stopped: WorldDevice;
  /** Keys that nobody certified. */
  readonly stranger: WorldDevice;
  /** The keys of household 14's card. */
  readonly card: WorldDevice;
  /** Another association, and an officer there. */
  readonly abroad: AssociationWorld;
}

/** A message as streams hold it; in `membership`, a statement. */
export interface Message {
  readonly stream: StreamName;
  readonly bytes: Uint8Array;
}

/** 揺れました, by hand. */
export const ORIGIN = { type: "manual", utcHour: 493_056 } as const;
/** The incident of the corpus. */
export const INCIDENT = incidentIdOf(ORIGIN);
/** When everything happens. Seconds. */
export const AT_SECONDS = 1_775_001_600;

/** Household of the hostile member. */
export const MALLORY_HOUSEHOLD = 66;
/** Household whose card was photographed. */
export const CARD_HOUSEHOLD = 14;

/** Founds the association that is fuzzed. */
export async function createCast(): Promise<Cast> {
  const world = await createWorld(11);
  const officer = addDevice(world, { role: "officer", household: 2, group: 1 });
  const desk = addDevice(world, { role: "desk", household: 3, group: 1 });
  const leader = addDevice(world, { role: "groupLeader", household: 4, group: 1 });
  const family = [await joinHousehold(world, 12, 1), await joinHousehold(world, 12, 1)] as const;
  const neighbour = await joinHousehold(world, 13, 1);
  const mallory = await joinHousehold(world, MALLORY_HOUSEHOLD, 1);
  const stopped = await joinHousehold(world, 15, 1);
  const { invite } = await addInvite(world, CARD_HOUSEHOLD, 1);
  const abroad = await createWorld(12);
  abroad.statements.push(...(await joinedAbroad(abroad)));
  const stranger = { keys: createDeviceKeys(world), keyring: mallory.keyring, heads: new Map() };
  const card = { keys: invite, keyring: mallory.keyring, heads: new Map() };
  return {
    ...{
      world,
      officer,
      desk,
      leader,
      family,
      neighbour,
      mallory,
      stopped,
      stranger,
      card,
      abroad,
    },
  };
}

/**
 * What honest devices wrote, in the order it happened, statements first. `stopped` is stopped in between.
 *
 * Shape: `changes` are the officer's changes of the roster.
 */
export function writeHistory(cast: Cast, changes: readonly Uint8Array[]): readonly Message[] {
  const { world, officer, desk, family, neighbour, stopped } = cast;
  const messages: Message[] = [];
  const sealed: SealedEntry[] = [];
  const write = (device: WorldDevice, stream: StreamName, payload: Payload): RecordId => {
    const entry = writeEntry(world, device, stream, encodePayload(payload));
    messages.push({ stream, bytes: entry.bytes });
    sealed.push(entry);
    return entry.entryId.slice(0, 16) as RecordId;
  };
  const report = (device: WorldDevice, changes: Partial<Report>, household: number) => {
    const content = { ...REPORT, ...changes };
    const id = write(device, "safety", content);
    // Sealed with the household's key, which not everybody holds.
    if (device !== desk)
      write(device, `household/${household}`, { kind: "reportCopy", report: id, content });
    return id;
  };
  const incident = INCIDENT;
  write(officer, "members", OPENED);
  for (const change of changes)
    write(officer, "officers", {
      kind: "documentChanged",
      document: ROSTER,
      generation: 1,
      changes: [change],
    });
  const first = report(family[0], { subjects: [{ subject: "self", status: "help" }] }, 12);
  report(family[1], { subjects: [{ subject: "all", status: "safe" }], supersedes: [first] }, 12);
  report(neighbour, { comment: "水が出ません" }, 13);
  report(neighbour, { household: 12, by: "witness", subjects: HELP_ALL }, 13);
  report(desk, { household: 16, by: "desk", means: "paper", subjects: HELP_ALL }, 16);
  write(family[0], "safety", { kind: "incidentRead", incident, atSeconds: AT_SECONDS });
  write(neighbour, "safety", { ...REGISTRATION });
  write(neighbour, "group/1", { ...MESSAGE });
  report(stopped, { comment: "before" }, 15);
  revokeIn(world, stopped);
  write(stopped, "safety", { ...REPORT, comment: "after", subjects: HELP_ALL });
  write(officer, "officers", {
    kind: "startList",
    incident,
    registered: [12, 13, 16],
    atSeconds: AT_SECONDS,
  });
  write(officer, "members", {
    kind: "memberCounts",
    incident,
    answered: 3,
    total: 9,
    atSeconds: AT_SECONDS,
  });
  // One report is erased by an officer: wherever it and the erasure arrive first, it is gone in the end.
  const erased = sealed.filter(({ bytes }) => messages[ERASED_MESSAGE]?.bytes === bytes);
  const entries = [{ stream: "safety" as const, ids: erased.map(({ entryId }) => entryId) }];
  write(officer, "erasures", { kind: "erased", entries, atSeconds: AT_SECONDS });
  write(officer, "receipts", { kind: "receipt", entries: sealed.map(({ entryId }) => entryId) });
  write(officer, "receipts", { kind: "missed", entries: sealed.map(({ entryId }) => entryId) });
  messages.push({ stream: "forms", bytes: writeForm(world).bytes });
  const statements = world.statements.map(({ bytes }) => ({
    stream: "membership" as const,
    bytes,
  }));
  return [...statements, ...messages];
}

/** One payload of every kind, and some more; also of a kind yet to come. */
export function samplePayloads(): readonly Uint8Array[] {
  const samples = fc.sample(payloadArbitrary, { seed: 3, numRuns: 120 });
  return [
    ...[OPENED, REPORT, REGISTRATION, ...samples].map(encodePayload),
    encodeCbor([99, 1, ["x"]]),
  ];
}

/** Statements of every kind. */
export function sampleStatements({ world, family, card, stranger }: Cast): readonly Uint8Array[] {
  const { association, founder } = world;
  const more = [
    confirmDevice(association, founder.keys, family[0].keys.device),
    certifyByInvite(association, card.keys, stranger.keys, { household: CARD_HOUSEHOLD, group: 1 }),
  ];
  const invite = [...world.invites.values()][0]?.invite;
  if (invite !== undefined) more.push(cancelInvite(association, founder.keys, invite) as never);
  return [...world.statements, ...more].map(({ bytes }) => bytes);
}

/** Entries, and a husk. */
export function sampleEntries(history: readonly Message[]): readonly Uint8Array[] {
  return history.filter(({ stream }) => stream !== "membership").map(({ bytes }) => bytes);
}

/** A husk of an entry. */
export function huskOf(entry: Parameters<typeof toHusk>[0]): Uint8Array {
  return encodeEntry(toHusk(entry));
}

/** What goes over HTTP between a device and a relay. */
export function sampleTraffic(cast: Cast, history: readonly Message[]) {
  const { world, family } = cast;
  const sender = family[0].keys;
  const token = signReadToken(
    sender.device,
    sender.signSeed,
    new Uint8Array(32).fill(7),
    new Uint8Array(16),
  );
  const statements = world.statements.slice(0, 3).map(({ bytes }) => bytes);
  const entries = history.filter(({ stream }) => stream === "safety").map(({ bytes }) => bytes);
  const id = "ab".repeat(32);
  const bundle = {
    ...{ association: world.association, sender: sender.device, statements },
    streams: [
      { stream: "safety" as const, entries },
      { stream: "household/12" as const, entries: [] },
    ],
  };
  const { device } = cast.card.keys;
  const { invite, sealedBlob } = world.invites.get(CARD_HOUSEHOLD) ?? {};
  const blob = sealedBlob ?? new Uint8Array(0);
  const card = {
    invite: invite?.inviteId ?? toId("invite", new Uint8Array(ID_BYTES.invite)),
    device,
    blob,
  };
  return {
    bundle: encodeBundle(bundle),
    bundleAnswer: encodeBundleAnswer({
      statements: [{ id, verdict: "accepted", reason: "none" }],
      entries: [{ id, verdict: "refused", reason: "badSignature" }],
      highest: [{ stream: "safety", seq: 7 }],
      receipts: entries.slice(0, 1),
    }),
    readRequest: encodeReadRequest({
      ...{ token, waitMs: 0 },
      streams: [
        { stream: "members", offset: "-1" },
        { stream: "safety", offset: OFFSET },
      ],
    }),
    readAnswer: encodeReadAnswer([
      {
        ...{ stream: "members", state: "ok", nextOffset: OFFSET, isUpToDate: true },
        messages: entries.map((bytes) => ({ bytes, arrivedAtSeconds: AT_SECONDS })),
      },
      { stream: "safety", state: "gone", nextOffset: "-1", isUpToDate: false, messages: [] },
    ]),
    invitePut: encodeInvitePut({
      association: world.association,
      inviteDevice: device,
      blob,
      token,
    }),
    cardsRequest: encodeCardsRequest({ token, asked: [device], wanted: [device], given: [card] }),
    cardsAnswer: encodeCardsAnswer({ cards: [card], lacked: [device] }),
    token: encodeCbor(tokenFields(token)),
    intakeItem: encodeIntakeItem({ stream: "safety", bytes: entries[0] ?? new Uint8Array(0) }),
    association: idBytes(world.association),
  };
}

/** A report of nothing in particular. */
export const REPORT: Report = {
  ...{ kind: "report", incident: INCIDENT, atSeconds: AT_SECONDS, supersedes: [], comment: "" },
  ...{ by: "self", means: "app", place: undefined, aboutSeconds: undefined, household: 0 },
  subjects: [{ subject: "self", status: "safe" }],
};
const HELP_ALL: Report["subjects"] = [{ subject: "all", status: "help" }];
const OPENED: Payload = {
  ...{ kind: "incidentOpened", incident: INCIDENT, origin: ORIGIN, cause: "earthquake", title: "" },
  atSeconds: AT_SECONDS,
};
const REGISTRATION: Payload = {
  ...{ kind: "registration", representative: "試験 一", kana: "", persons: ["試験 一", "試験 二"] },
  ...{ purposeVersion: 1, atSeconds: AT_SECONDS },
};
const MESSAGE: Payload = {
  ...{ kind: "groupMessage", name: "試験 一", text: "回覧板を回しました", atSeconds: AT_SECONDS },
};
/** Place of the erased report among what was written: the first after the opening and two changes. */
const ERASED_MESSAGE = 3;
const ROSTER: DocumentName = "roster";
const OFFSET = "0000000000000003_0123456789abcdef";

async function joinedAbroad(abroad: AssociationWorld) {
  const before = abroad.statements.length;
  await joinHousehold(abroad, 12, 1);
  return abroad.statements.splice(before);
}
