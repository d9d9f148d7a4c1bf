/**
 * The replica: verbs over one store, taken in turn. Each verb stands in a file of its own; here is only their order.
 */
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { leadsHousehold } from "@tomoshibi/shared/membership/authority.ts";
import { secondsOf } from "@tomoshibi/shared/records/fields.ts";
import type { BundleAnswer } from "@tomoshibi/shared/relay-api/bundle.ts";
import { isOfficersReplica } from "../views/desk-replica.ts";
import { ownGroups, ownPlace } from "../views/self-views.ts";
import { createBatch } from "./batch.ts";
import { type CheckpointWatch, createCheckpointWatch } from "./checkpoint-watch.ts";
import { type Offers, answered, forgetRelay, outgoing } from "./delivery.ts";
import { readCursors, writeCursors } from "./cursors.ts";
import { loadDesk } from "./desk-loading.ts";
import { type DocumentDesk, createDocumentDesk } from "./document-desk.ts";
import { type BrokenIntents, IntentBroke, drainIntents } from "./drain.ts";
import { type Engine, commitBatch } from "./engine.ts";
import { eraseInTurns } from "./eraser.ts";
import { createGroupBoards } from "./group-boards.ts";
import { createGapWatch } from "./gap-watch.ts";
import { encodeIdentity } from "./identity.ts";
import { type Mail, createMail } from "./mail.ts";
import { KEY_VALUES, type Memory, ownStanding } from "./memory.ts";
import { inParts, reactions, receive } from "./receive.ts";
import { writeReceipt } from "./receipts.ts";
import { noteSeen, owesRefill } from "./refill.ts";
import type {
  Applied,
  Arrival,
  Ending,
  EndingAnswer,
  Installation,
  OpenReplica,
  Replica,
  ReplicaPorts,
} from "./replica.ts";
import { loadJudging, stageVerdicts, takeStatements } from "./statements.ts";
import { takeKeys } from "./take-keys.ts";
import { type Turns, createTurns } from "./turns.ts";
import { openVault } from "./vault.ts";

/** Opens the replica in a store. Errors: rejects with the database's error. */
export async function createReplica(ports: ReplicaPorts): Promise<OpenReplica> {
  const { database, clock, random } = ports;
  const vault = await openVault(database, random);
  const engine: Engine = { database, clock, random, vault, tools: {} };
  const turns = await createTurns(database, vault, ports.verifySignature);
  const desk = createDocumentDesk(ports);
  const drain = createDrain(engine, turns, desk);
  const showBoards = createGroupBoards(engine, turns);
  const background = createBackground({ engine, turns, desk, drain, onProgress: ports.onProgress });
  const offers: Offers = new Map();
  const mail = createMail(engine, turns);
  const gaps = createGapWatch(engine, turns, wantedStreams);
  const checkpoints = createCheckpointWatch(engine, turns);
  await takeUp(engine, turns);
  background.mergeDocuments();

  /** What a verb's work may need loaded before it is shown. */
  async function withTheRest<Answer>(answer: Answer): Promise<Answer> {
    background.mergeDocuments();
    await showBoards();
    return answer;
  }

  const replica: OpenReplica = {
    get identity() {
      return turns.current().identity;
    },
    get isStopped() {
      return ownStanding(turns.current())?.revoked !== undefined;
    },
    get authority() {
      return turns.current().authority;
    },
    get keyring() {
      return turns.current().keyring;
    },
    async install(installation) {
      await becomeMember(engine, turns, installation);
      await drain();
    },
    drainIntents: async () => withTheRest(await drain()),
    receive: async (arrivals, relayKey) =>
      withTheRest(await receiveInTurns({ engine, turns, mail, checkpoints }, arrivals, relayKey)),
    outgoing: (relayKey, scope = "all") =>
      turns.take((memory) => outgoing(engine, memory, offers, relayKey, scope)),
    owesRefill: (relayKey) => owesRefill(turns.current(), relayKey, clock.nowMs()),
    noteSeen: (relay, seen) => turns.take((memory) => noteSeen(engine, memory, relay, seen)),
    async answered(relayKey, answer) {
      await turns.take((memory) => answered(engine, memory, offers, relayKey, answer));
      const receipts = receiptsIn(answer, clock.nowMs());
      if (receipts !== undefined) await replica.receive([receipts]);
    },
    wantedStreams: () => wantedStreams(turns.current()),
    async cursors(relayKey, streams) {
      await gaps.look(relayKey);
      return readCursors(database, relayKey, streams);
    },
    setCursors: (relayKey, offsets) => writeCursors(database, relayKey, offsets),
    forgetRelay: (relay) => turns.take((memory) => forgetRelay(engine, memory, offers, relay)),
    askForMissed: () => askForMissed(engine, turns),
    writeReceipt: createWritingForOthers(engine, turns, checkpoints, async () => {
      // What the receipt covers may be what an erasing was waiting for. [DOC3]
      if (turns.current().waitingIntents > 0) await replica.drainIntents();
    }),
    wrapKeys: mail.wrap,
    forgetRootSeed: () => forgetRootSeed(engine, turns),
    addStatements: (...added) => turns.take((memory) => addStatements(engine, memory, added)),
    endHousehold: async (ending) => withTheRest(await endInTurn({ engine, turns, drain }, ending)),
    idle: background.idle,
  };
  return replica;
}

/** Does what an earlier start left, or what an update of the app can do now. */
async function takeUp(engine: Engine, turns: Turns): Promise<void> {
  await loadDesk(engine, turns);
  await turns.take((memory) => judgeByNewVersion(engine, memory));
  await eraseInTurns(engine, turns);
}

/** The receipts of an answer: a relay brought them, they need not be carried to it. */
function receiptsIn({ receipts }: BundleAnswer, nowMs: number): Arrival | undefined {
  const relayedAtSeconds = secondsOf(nowMs);
  const messages = receipts.map((bytes) => ({ bytes, relayedAtSeconds }));
  return messages.length === 0 ? undefined : { stream: "receipts", messages };
}

/** Receipts, the counts that members see, and checkpoints; what cannot be loaded just now waits for the next contact. */
function createWritingForOthers(
  engine: Engine,
  turns: Turns,
  checkpoints: CheckpointWatch,
  andThen: () => Promise<void>,
): () => Promise<void> {
  return async () => {
    const counts = await import("./member-counts.ts").catch(() => undefined);
    await turns.take(async (memory) => {
      await writeReceipt(engine, memory);
      await counts?.writeMemberCounts(engine, memory);
    });
    await checkpoints.write();
    await andThen();
  };
}

/** Says what this officer's device lacks. What cannot be loaded just now waits for the next round without news. */
async function askForMissed(engine: Engine, turns: Turns): Promise<boolean> {
  if (!isOfficersReplica(ownStanding(turns.current()))) return false;
  const missing = await import("./missing.ts").catch(() => undefined);
  return (await turns.take(async (memory) => missing?.writeMissed(engine, memory))) === true;
}

/** Takes arrivals in, part by part, so that an intent gets its turn between them; then opens the mailbox. */
async function receiveInTurns(
  work: {
    readonly engine: Engine;
    readonly turns: Turns;
    readonly mail: Mail;
    readonly checkpoints: CheckpointWatch;
  },
  arrivals: readonly Arrival[],
  relayKey: string | undefined,
): Promise<Applied> {
  const { engine, turns, mail, checkpoints } = work;
  let applied: Applied = { newEntries: 0, toReceipt: [], openRealIncident: undefined };
  for (const part of inParts(arrivals)) {
    const taken = await turns.take((memory) => receive(engine, memory, part, relayKey));
    applied = { ...taken, newEntries: applied.newEntries + taken.newEntries };
    await loadDesk(engine, turns);
  }
  await eraseInTurns(engine, turns);
  const keys = await mail.open();
  // A new key may have applied what was kept.
  const owed = keys > 0 ? reactions(turns.current()) : applied;
  const newEntries = applied.newEntries + keys;
  // With the first read of a contact too, which may bring nothing: the last look may have been cut off.
  if (newEntries > 0 || arrivals.length === 0) await checkpoints.look();
  return { ...applied, ...owed, newEntries };
}

/** Stores the device's keys without the root seed. [KEY4] */
async function forgetRootSeed(engine: Engine, turns: Turns): Promise<void> {
  await turns.take(async (memory) => {
    if (memory.identity === undefined) return;
    const batch = createBatch();
    const identity = { ...memory.identity, rootSeed: undefined };
    batch.keyValues.set(KEY_VALUES.identity, await engine.vault.seal(encodeIdentity(identity)));
    await commitBatch(engine, memory, batch, async () => undefined);
  });
  turns.reload();
  // Memory without the seed from here on, not only from the next verb.
  await turns.take(async () => undefined);
}

/** Adds statements and keys made here, in one transaction, and makes them due. */
async function addStatements(
  engine: Engine,
  memory: Memory,
  [statements, keys, choose]: Parameters<Replica["addStatements"]>,
): Promise<void> {
  const batch = createBatch();
  const chosen = choose?.(memory, statements) ?? statements;
  const bytes = chosen.map((statement) => statement.bytes);
  const added = takeStatements(batch, memory, bytes, { isDue: true, nowMs: engine.clock.nowMs() });
  if ((await takeKeys(engine, memory, batch, keys)) > 0 || added === 0) return;
  await (await loadJudging()).judgeHeld(batch, engine, memory);
  await commitBatch(engine, memory, batch, async () => undefined);
}

/** Ends a household, then does what follows from it: erasing, and taking it off the roster. */
async function endInTurn(
  work: { readonly engine: Engine; readonly turns: Turns; readonly drain: Drain },
  ending: Ending,
): Promise<EndingAnswer> {
  const { endHousehold } = await import("./ending.ts");
  const answer = await work.turns.take((memory) => endHousehold(work.engine, memory, ending));
  await work.drain();
  return answer;
}

/** Version of judging and projecting: raised when an update may understand what was kept, or shows it otherwise. [ENT8] */
const JUDGED_BY = 9;

/** Judges everything kept again after an update of the app, and projects all views. */
async function judgeByNewVersion(engine: Engine, memory: Memory): Promise<void> {
  const stored = await engine.database.keyValues.get(KEY_VALUES.judgedBy);
  const isJudged = stored?.value === JUDGED_BY && memory.signatures.size === memory.verdictsStored;
  if (memory.identity === undefined || isJudged) return;
  // Without it what is held stays as it was judged: what a person writes now is sealed and sent all the same.
  const judging = await loadJudging().catch(() => undefined);
  if (judging === undefined) return;
  const batch = createBatch();
  stageVerdicts(batch, memory);
  batch.keyValues.set(KEY_VALUES.judgedBy, JUDGED_BY);
  await judging.judgeHeld(batch, engine, memory, "all");
  await commitBatch(engine, memory, batch, async () => undefined);
}

type Drain = () => ReturnType<typeof drainIntents>;

/** Drains the intents, around those that break. */
function createDrain(engine: Engine, turns: Turns, desk: DocumentDesk): Drain {
  const broken: BrokenIntents = new Set();
  return async function drain() {
    let sealedBefore = 0;
    for (;;) {
      const brokenBefore = broken.size;
      try {
        const done = await turns.take((memory) => drainIntents(engine, memory, desk, broken));
        await eraseInTurns(engine, turns);
        return { ...done, sealed: done.sealed + sealedBefore };
      } catch (error) {
        if (!(error instanceof IntentBroke) || broken.size === brokenBefore) throw error;
        sealedBefore += error.sealedBefore;
      }
    }
  };
}

/** Work that no verb waits for: Automerge's loading, and the merging and sealing that needs it. */
function createBackground(work: {
  readonly engine: Engine;
  readonly turns: Turns;
  readonly desk: DocumentDesk;
  readonly drain: Drain;
  readonly onProgress: (() => void) | undefined;
}): { mergeDocuments(): void; idle(): Promise<void> } {
  const { engine, turns, desk, drain } = work;
  let running: Promise<void> | undefined;
  let isAskedAgain = false;

  async function merge(): Promise<void> {
    await desk.load();
    await turns.take((memory) => desk.catchUp(engine, memory));
    const { sealed } = await drain();
    if (sealed > 0) {
      await turns.take((memory) => desk.catchUp(engine, memory));
      work.onProgress?.();
    }
  }

  function mergeDocuments(): void {
    const memory = turns.current();
    if (!desk.isBehind(memory) && memory.waitingDocuments === 0) return;
    // What came while a merging is under way may have come too late for it.
    isAskedAgain = running !== undefined;
    if (isAskedAgain) return;
    // A failed load loses nothing: the changes are stored, and the next arrival or start tries again.
    running = merge()
      .catch(() => undefined)
      .finally(() => {
        running = undefined;
        if (isAskedAgain) mergeDocuments();
      });
  }

  return {
    mergeDocuments,
    async idle() {
      while (running !== undefined) await running;
    },
  };
}

/** Stores the installation, and projects it; a crash in between is made up for by the next start. */
async function becomeMember(
  engine: Engine,
  turns: Turns,
  installation: Installation,
): Promise<void> {
  const joining = await import("./install.ts");
  await turns.take(async ({ identity }) => {
    if (identity !== undefined)
      throw new Error("Broken invariant: the replica is a member already");
    await joining.storeInstallation(engine, installation);
  });
  turns.reload();
  await turns.take((memory) => judgeByNewVersion(engine, memory));
  await loadDesk(engine, turns);
}

/** The streams this device may read now, what matters most first. [STR] */
function wantedStreams(memory: Memory): readonly StreamName[] {
  const { identity, authority } = memory;
  if (identity === undefined) return [];
  const standing = ownStanding(memory);
  const { household } = ownPlace(memory);
  const streams = new Set<StreamName>([
    "membership",
    "receipts",
    "erasures",
    `mailbox/${identity.device}`,
    "members",
    "alerts",
  ]);
  const isOfficer = isOfficersReplica(standing);
  if (isOfficer)
    for (const stream of ["safety", "officers", "checkpoints", "intake", "forms"] as const)
      streams.add(stream);
  if (household !== 0) streams.add(`household/${household}`);
  for (const group of ownGroups(memory)) streams.add(`group/${group}`);
  // A leader reads the copies of the group's households, as far as they have a key.
  for (const number of authority?.groupsOfHousehold.keys() ?? [])
    if (standing && authority && leadsHousehold(authority, standing, number))
      streams.add(`household/${number}`);
  if (!isOfficer || authority === undefined) return [...streams];
  // Households' copies and answers; the groups' messages, whose receipts only officers write, and whose keys they hold anyway; and
  // mailboxes, so that two officers do not wrap the same keys twice.
  for (const audience of authority.epochs.keys())
    if (audience.startsWith("household/") || audience.startsWith("group/")) streams.add(audience);
  for (const device of authority.standings.keys()) streams.add(`mailbox/${device}`);
  return [...streams];
}
