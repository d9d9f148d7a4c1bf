/** The simulation's own book: what people were told, and where copies are. It asks nothing that is under test whether it is true. */
import type { Command, Intent, WriteGroupMessage } from "@tomoshibi/client/engine/commands.ts";
import {
  type DeviceId,
  type EntryId,
  type RecordId,
  recordIdOf,
} from "@tomoshibi/shared/base/ids.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { decodeEntry, entryIdOf } from "@tomoshibi/shared/entry/entry.ts";
import type { BundleAnswer } from "@tomoshibi/shared/relay-api/bundle.ts";
import { type DocumentBook, createDocumentBook } from "./document-book.ts";
import type { Person } from "./person.ts";
import type { World } from "./world.ts";
import { isOfficerIn } from "./town.ts";

/** A tap that a screen answered with "saved". */
export interface Told {
  readonly person: Person;
  readonly intent: Intent;
  /** The records it became; more than one when the store was set back in between. */
  readonly records: Set<RecordId>;
}

/** What was alive when the weather cleared. */
export interface Living {
  readonly entries: ReadonlyMap<
    EntryId,
    { readonly stream: StreamName; readonly bytes: Uint8Array }
  >;
  readonly records: ReadonlySet<RecordId>;
  /** Those of which a device, a courier or a relay had the content, and not the husk alone. */
  readonly contents: ReadonlySet<EntryId>;
  /** Intents that were not sealed yet. */
  readonly intents: ReadonlySet<Intent["id"]>;
}

/** The book. */
export interface Ledger {
  readonly tolds: Map<Intent["id"], Told>;
  /** Devices somebody wanted to stop. */
  readonly stopped: Set<DeviceId>;
  /** Devices whose people had something erased: nobody stops those, for what a stopped device erased is not undone. [ERA1] */
  readonly erasers: Set<DeviceId>;
  /** What was typed to groups, whether or not the device was on for long enough to say "saved". */
  readonly typed: Set<string>;
  /** Devices that were set back to a backup, and have forgotten what they did since. */
  readonly setBack: Set<DeviceId>;
  /** What people without the app wrote, by record; and how often an officer recorded it. */
  readonly forms: Map<RecordId, { readonly entryId: EntryId; readonly comment: string }>;
  readonly adopted: Map<RecordId, number>;
  /** What their people wanted gone, by what they tapped. */
  readonly wishes: Map<Command, readonly RecordId[]>;
  /** What was typed into documents, and what became of it. */
  readonly documents: DocumentBook;
  /** The household that left. */
  left: number | undefined;
  /** What was wrong when it happened. */
  readonly wrong: Set<string>;
  /** Entries that were applied on some officer's device at some time. */
  readonly reachedOfficers: Set<EntryId>;
  /** Records whose entries a relay named as stored at some time. */
  readonly reachedRelays: Set<RecordId>;
  /** 役員の端末に届きました or 中継に届きました that was not true. */
  readonly falselyTold: Set<string>;
  living: Living;
  told(person: Person, intent: Intent): void;
  /** A relay's answer, by whichever way it goes from here. */
  named(answer: BundleAnswer): void;
  /** Looks at what an officer's device holds: it may be erased, or kept beyond a bound, before the next contact. */
  lookAtEntries(person: Pick<Person, "citizen" | "store">): Promise<void>;
  /** Looks at a device: what its intents became, what its screen says. */
  look(person: Person): Promise<void>;
  rememberLiving(world: World): Promise<void>;
}

/** A message to a group as the book has it: who typed what, where. */
export function typedAs(
  author: string,
  { group, name, text }: Pick<WriteGroupMessage, "group" | "name" | "text">,
): string {
  return JSON.stringify([author, group, name, text]);
}

/** Opens an empty book. Shape: what a relay that lies says it has, people are told; nobody here can know better. */
export function createLedger(hasRelayLied: () => boolean): Ledger {
  const tolds = new Map<Intent["id"], Told>();
  const reachedOfficers = new Set<EntryId>();
  const ledger: Ledger = {
    tolds,
    stopped: new Set(),
    erasers: new Set(),
    setBack: new Set(),
    forms: new Map(),
    adopted: new Map(),
    wishes: new Map(),
    typed: new Set(),
    documents: createDocumentBook(),
    left: undefined,
    wrong: new Set(),
    reachedOfficers,
    reachedRelays: new Set(),
    falselyTold: new Set(),
    living: NOTHING,
    told(person, intent) {
      tolds.set(intent.id, { person, intent, records: new Set() });
    },
    named({ entries }) {
      for (const { id, verdict } of entries)
        if (verdict === "accepted" || verdict === "known" || verdict === "intake")
          ledger.reachedRelays.add(recordIdOf(id as EntryId));
    },
    async lookAtEntries({ citizen, store }) {
      if (!isOfficerIn(citizen.station)) return;
      const rows = await store.entries.toArray();
      ledger.documents.look(rows);
      for (const { entryId, state, reason } of rows)
        // What was erased there, was there.
        if (state === "applied" || reason === "erased") reachedOfficers.add(entryId);
    },
    async look(person) {
      for (const { id, recordId } of await person.store.intents.toArray())
        if (recordId !== undefined) tolds.get(id)?.records.add(recordId);
      await ledger.lookAtEntries(person);
      const said = await person.store.groupMessages.toArray();
      const shown = [
        ...(await person.store.ownReports.toArray()),
        ...said.filter(({ isByThisDevice }) => isByThisDevice),
      ];
      for (const { recordId, delivery } of hasRelayLied() ? [] : shown)
        if (delivery === "relayed" && !ledger.reachedRelays.has(recordId))
          ledger.falselyTold.add(
            `${person.citizen.name} was told "relayed" of ${recordId}, which no relay has`,
          );
      const received = shown.filter(({ delivery }) => delivery === "received");
      if (received.length === 0) return;
      const reached = new Set([...reachedOfficers].map(recordIdOf));
      for (const { recordId } of received)
        if (!reached.has(recordId))
          ledger.falselyTold.add(
            `${person.citizen.name} was told "received" of ${recordId}, which no officer has`,
          );
    },
    async rememberLiving(world) {
      ledger.living = await findLiving(world);
    },
  };
  return ledger;
}

const NOTHING: Living = {
  ...{ entries: new Map(), records: new Set(), contents: new Set(), intents: new Set() },
};

async function findLiving({ people, sites, town, ledger }: World): Promise<Living> {
  const entries = new Map<EntryId, { stream: StreamName; bytes: Uint8Array }>();
  const contents = new Set<EntryId>();
  const intents = new Set<Intent["id"]>();
  for (const { store } of people) {
    const rows = await store.entries.toArray();
    ledger.documents.look(rows);
    for (const { entryId, stream, bytes, payload } of rows) {
      entries.set(entryId, { stream, bytes });
      if (payload !== undefined) contents.add(entryId);
    }
    for (const { entryId, stream, bytes } of await store.carried.toArray()) {
      entries.set(entryId, { stream, bytes });
      contents.add(entryId);
    }
    for (const { id, state } of await store.intents.toArray())
      if (state === "stored") intents.add(id);
  }
  const streams: StreamName[] = [
    ...(["members", "safety", "officers", "receipts", "erasures", "forms"] as const),
    ...town.groups.map((group) => `group/${group}` as const),
  ];
  for (const { relay } of sites) {
    for (const [stream, list] of await relay.contents(town.association, streams)) {
      for (const bytes of list) {
        const entry = decodeEntry(bytes);
        if (entry === undefined) continue;
        const place = { association: town.association, stream: stream as StreamName };
        const entryId = entryIdOf(place, entry);
        entries.set(entryId, { stream: place.stream, bytes });
        if (entry.box !== undefined) contents.add(entryId);
      }
    }
  }
  return { entries, records: new Set([...entries.keys()].map(recordIdOf)), contents, intents };
}
