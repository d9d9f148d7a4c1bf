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
import { type Offers, answered, forgetRelay, outgoing } from "./delivery.ts";
import { readCursors, writeCursors } from "./cursors.ts";
import { loadDesk } from "./desk-loading.ts";
import { type DocumentDesk, createDocumentDesk } from "./document-desk.ts";
import { type BrokenIntents, IntentBroke, drainIntents } from "./drain.ts";
import { type Engine, commitBatch } from "./engine.ts";
import { eraseInTurns } from "./eraser.ts";
import { createGroupBoards } from "./group-boards.ts";
import { createGapWatch } from "./gap-watch.ts";
import { type Mail, createMail } from "./mail.ts";
import { KEY_VALUES, type Memory, ownStanding } from "./memory.ts";
import { type OfficersWatch, createOfficersWatch } from "./officers-watch.ts";
import { loadRefill, loadRefillFor, owesRefill } from "./owes-refill.ts";
import { inParts, receive } from "./receive.ts";
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
import { loadJudging, stageVerdicts } from "./statements.ts";
import { type Turns, createTurns } from "./turns.ts";
import { openVault } from "./vault.ts";

/** Opens the replica in a store. Errors: rejects with the database's error. */
export async function createReplica(ports: ReplicaPorts): Promise<OpenReplica> {
  const { database, clock, random } = ports;
  const vault = await openVault(database, random);
  const engine: Engine = { database, clock, random, vault, tools: {} };
  const turns = await createTurns(database, vault, ports.verifySignature);
  const desk = createDocumentDesk(ports, engine.tools);
  const drain = createDrain(engine, turns, desk);
  const showBoards = createGroupBoards(engine, turns);
  const background = createBackground({ engine, turns, desk, drain, onProgress: ports.onProgress });
  const offers: Offers = new Map();
  const mail = createMail(engine, turns);
  const gaps = createGapWatch(engine, turns, wantedStreams);
  const officers = createOfficersWatch(engine, turns);
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
    install: (installation) => becomeMember({ engine, turns, drain }, installation),
    drainIntents: async () => withTheRest(await drain()),
    receive: async (arrivals, relayKey) =>
      withTheRest(await receiveInTurns({ engine, turns, mail, officers }, arrivals, relayKey)),
    async outgoing(relayKey, scope = "all") {
      const asked = {
        relayKey,
        scope,
        refill: await loadRefillFor(turns.current(), relayKey, scope),
      };
      return turns.take((memory) => outgoing(engine, memory, offers, asked));
    },
    owesRefill: (relayKey) => owesRefill(turns.current(), relayKey, clock.nowMs()),
    noteSeen: (relay, seen) => noteInTurn(engine, turns, relay, seen),
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
    askForMissed: async () => (await (await officers())?.askForMissed()) === true,
    writeReceipt: () => writeForOthers(officers, turns, replica),
    wrapKeys: mail.wrap,
    forgetRootSeed: async () => (await import("./install.ts")).forgetRootSeed(engine, turns),
    addStatements: (...added) => addInTurn(engine, turns, added),
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

/** Takes arrivals in, part by part, so that an intent gets its turn between them; then opens the mailbox. */
async function receiveInTurns(
  work: {
    readonly engine: Engine;
    readonly turns: Turns;
    readonly mail: Mail;
    readonly officers: OfficersWatch;
  },
  arrivals: readonly Arrival[],
  relayKey: string | undefined,
): Promise<Applied> {
  const { engine, turns, mail, officers } = work;
  let newEntries = 0;
  for (const part of inParts(arrivals)) {
    newEntries += await turns.take((memory) => receive(engine, memory, part, relayKey));
    await loadDesk(engine, turns);
  }
  await eraseInTurns(engine, turns);
  // A new key may have applied what was kept.
  newEntries += await mail.open();
  const duty = await officers();
  // With the first read of a contact too, which may bring nothing: the last look may have been cut off.
  if (newEntries > 0 || arrivals.length === 0) await duty?.look();
  return { newEntries, toReceipt: duty?.toReceipt() ?? [] };
}

/** What a receipt covers may be what an erasing was waiting for. [DOC3] */
async function writeForOthers(
  officers: OfficersWatch,
  turns: Turns,
  replica: Pick<Replica, "drainIntents">,
): Promise<void> {
  await (await officers())?.write();
  if (turns.current().waitingIntents > 0) await replica.drainIntents();
}

/** Without what takes note of it, what the relay showed is sent there all the same. */
async function noteInTurn(
  engine: Engine,
  turns: Turns,
  ...[relayKey, seen]: Parameters<Replica["noteSeen"]>
): Promise<void> {
  const refill = await loadRefill();
  await turns.take(async (memory) => refill?.noteSeen(engine, memory, relayKey, seen));
}

/** Adds statements and keys made here, or brought by people. */
async function addInTurn(
  engine: Engine,
  turns: Turns,
  added: Parameters<Replica["addStatements"]>,
): Promise<void> {
  const { addStatements } = await import("./add-statements.ts");
  await turns.take((memory) => addStatements(engine, memory, added));
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
const JUDGED_BY = 11;

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
    if (!engine.tools.isReadingOwed && !desk.isBehind(memory) && memory.waitingDocuments === 0)
      return;
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

/** Stores the installation, projects it, and seals what it says; a crash in between is made up for by the next start. */
async function becomeMember(
  {
    engine,
    turns,
    drain,
  }: { readonly engine: Engine; readonly turns: Turns; readonly drain: Drain },
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
  await drain();
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
