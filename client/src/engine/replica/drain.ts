/**
 * Turns intents into sealed entries, oldest first, one transaction each. [ENT7]
 *
 * A crash before the commit leaves the intent as it was; after it there is exactly one entry. An intent whose key is missing
 * (joined offline) or whose document cannot be opened yet stays stored; one that may not be written is marked failed, with its
 * content kept. No intent ever waits for another.
 */
import Dexie from "dexie";
import { type RecordId, recordIdOf } from "@tomoshibi/shared/base/ids.ts";
import { isOfficer } from "@tomoshibi/shared/membership/standing.ts";
import { SECONDS_MAX, secondsOf } from "@tomoshibi/shared/records/fields.ts";
import { isEncodable } from "@tomoshibi/shared/records/payload.ts";
import { checkPolicy } from "@tomoshibi/shared/records/policy.ts";
import type { Payload } from "@tomoshibi/shared/records/record.ts";
import {
  endersOfDrills,
  incidentShowing,
  nextChangeSeconds,
} from "@tomoshibi/shared/safety/incidents.ts";
import type { Command, Intent } from "../commands.ts";
import { incidentViews } from "../views/incidents-view.ts";
import { ownPlace, ownRegistration } from "../views/self-views.ts";
import { type Batch, createBatch, sealInto, sealingKey } from "./batch.ts";
import type { DocumentDesk } from "./document-desk.ts";
import { type Engine, commitBatch } from "./engine.ts";
import { loadErasing } from "./eraser.ts";
import { type Memory, ownStanding } from "./memory.ts";
import {
  type PlanContext,
  type PlannedWrite,
  documentCommandStream,
  isDocumentCommand,
  isErasingCommand,
  isOfficeCommand,
  planCommand,
} from "./plan.ts";
import { Overtaken } from "./turns.ts";

/** Why an intent became no entry; message catalogue: `failure.<code>`. */
export type IntentFailure = "notAllowed" | "tooLarge" | "failed";

type Outcome =
  | { readonly type: "sealed"; readonly recordId: RecordId | undefined }
  | { readonly type: "failed"; readonly code: IntentFailure }
  | { readonly type: "waiting" };

/**
 * Intents over which a broken invariant of ours was thrown in this start. They stay stored, for an update may seal them, and
 * are left out meanwhile, for no intent may block the next.
 */
export type BrokenIntents = Set<Intent["id"]>;

/** An intent broke its transaction; the next turn leaves it out. */
export class IntentBroke extends Error {
  /** How many were sealed in this turn before it: they are to leave. */
  readonly sealedBefore: number;

  constructor(sealedBefore: number, options: ErrorOptions) {
    super("an intent broke", options);
    this.sealedBefore = sealedBefore;
  }
}

/**
 * Seals what can be sealed now. `left` counts what stays stored.
 *
 * Errors: rejects with the database's error; with IntentBroke when an intent was added to `broken` and the rest is to be tried.
 */
export async function drainIntents(
  engine: Engine,
  memory: Memory,
  desk: DocumentDesk,
  broken: BrokenIntents,
): Promise<{ readonly sealed: number; readonly left: number }> {
  const { database } = engine;
  const stored = await database.intents.where("state").equals("stored").sortBy("createdAtMs");
  let sealed = 0;
  let left = 0;
  let documents = 0;
  for (const { id, command } of correctedFirst(stored)) {
    const outcome = broken.has(id)
      ? "waiting"
      : await sealIntent(engine, memory, desk, { id, command }).catch((error: unknown) => {
          if (isOfTheStore(error)) throw error;
          broken.add(id);
          throw new IntentBroke(sealed, { cause: error });
        });
    if (outcome === "sealed") sealed += 1;
    if (outcome === "waiting") left += 1;
    if (outcome === "waiting" && isDocumentCommand(command)) documents += 1;
  }
  memory.waitingDocuments = documents;
  if (memory.waitingIntents !== left) {
    memory.waitingIntents = left;
    const batch = createBatch();
    batch.touched.isConnection = true;
    await commitBatch(engine, memory, batch, async () => undefined);
  }
  return { sealed, left };
}

/** Puts each intent behind those it corrects, for it has to name their records; a clock may go back between two taps. */
function correctedFirst(stored: readonly Intent[]): readonly Intent[] {
  const waiting = new Map(stored.map((intent) => [intent.id, intent]));
  const ordered: Intent[] = [];
  const place = (intent: Intent): void => {
    if (!waiting.delete(intent.id)) return;
    const { command } = intent;
    for (const id of command.type === "reportSafety" ? command.corrects : []) {
      const corrected = waiting.get(id);
      if (corrected !== undefined) place(corrected);
    }
    ordered.push(intent);
  };
  for (const intent of stored) place(intent);
  return ordered;
}

/** Errors of Dexie, of IndexedDB, and another tab's commit: none of them is the intent's fault. */
function isOfTheStore(error: unknown): boolean {
  return (
    error instanceof Dexie.DexieError || error instanceof DOMException || error instanceof Overtaken
  );
}

async function sealIntent(
  engine: Engine,
  memory: Memory,
  desk: DocumentDesk,
  { id, command }: Pick<Intent, "id" | "command">,
): Promise<Outcome["type"]> {
  if (ownStanding(memory) === undefined) return "waiting";
  if (isDocumentCommand(command) && !desk.isReady()) return "waiting";
  const batch = createBatch();
  await loadFor(engine, command);
  if (command.type === "confirmDevices")
    await engine.tools.confirming?.stageConfirmations(batch, engine, memory, command);
  return commitBatch(
    engine,
    memory,
    batch,
    async () => {
      const intent = await engine.database.intents.get(id);
      if (intent?.state !== "stored") return "waiting";
      const outcome = await writeCommand(batch, engine, memory, desk, intent.command);
      if (outcome.type === "waiting") return outcome.type;
      const recordId = outcome.type === "sealed" ? outcome.recordId : undefined;
      const failure = outcome.type === "failed" ? outcome.code : undefined;
      await engine.database.intents.put({ ...intent, state: outcome.type, recordId, failure });
      if (recordId !== undefined) memory.intentByRecord.set(recordId, id);
      return outcome.type;
    },
    { withIntents: true },
  );
}

/** Loads what few commands need, before the transaction that seals them. What cannot be loaded is tried again with the next turn. */
async function loadFor(engine: Engine, command: Command): Promise<void> {
  const { tools } = engine;
  if (isErasingCommand(command)) await loadErasing(engine);
  if (isOfficeCommand(command))
    tools.office ??= await import("./plan-office.ts").catch(() => undefined);
  if (command.type === "confirmDevices")
    tools.confirming ??= await import("./confirming.ts").catch(() => undefined);
}

async function writeCommand(
  batch: Batch,
  engine: Engine,
  memory: Memory,
  desk: DocumentDesk,
  command: Command,
): Promise<Outcome> {
  if (command.type === "confirmDevices") {
    const made = engine.tools.confirming?.confirmations(memory, command);
    if (made === undefined) return { type: "waiting" };
    return made.length > 0 ? { type: "sealed", recordId: undefined } : FORBIDDEN;
  }
  if (isDocumentCommand(command)) {
    // Asked before the document is edited, for what is edited has to be sealed.
    const author = ownStanding(memory);
    if (author === undefined || !isOfficer(author)) return FORBIDDEN;
    if (sealingKey(memory, documentCommandStream(command)) === undefined)
      return { type: "waiting" };
    const planned = desk.plan(batch, memory, command);
    if (planned.type === "failed") return planned;
    return sealWrites(batch, engine, memory, planned.writes);
  }
  if (isErasingCommand(command)) {
    const planned = await engine.tools.erasing?.planErasure(engine, memory, command);
    if (planned === undefined) return { type: "waiting" };
    return planned === "failed" ? FAILED : sealWrites(batch, engine, memory, planned);
  }
  const corrected =
    command.type === "reportSafety" ? await correctedReports(engine, command.corrects) : [];
  const context = planContext(memory, command, corrected);
  const planned = isOfficeCommand(command)
    ? engine.tools.office?.planOfficeCommand(engine, memory, command, context)
    : planCommand(command, context);
  return planned === undefined ? { type: "waiting" } : sealWrites(batch, engine, memory, planned);
}

/** Seals a plan's writes, or none of them. The first is the record that the command makes. Inside a transaction. */
export async function sealWrites(
  batch: Batch,
  engine: Engine,
  memory: Memory,
  writes: readonly PlannedWrite[],
): Promise<Outcome> {
  const needed = writes.filter(({ isOptional }) => !isOptional);
  for (const { stream, payload } of needed) {
    if (typeof payload === "function") continue;
    if (!isAllowed(memory, stream, payload)) return FORBIDDEN;
    if (!isEncodable(payload)) return { type: "failed", code: "tooLarge" };
  }
  if (needed.some(({ stream }) => sealingKey(memory, stream) === undefined))
    return { type: "waiting" };
  const context = { database: engine.database, memory, nowMs: engine.clock.nowMs() };
  const ids: RecordId[] = [];
  for (const { stream, payload } of writes) {
    const [first] = ids;
    const written = typeof payload === "function" ? first && payload(first, ids) : payload;
    if (written === undefined || sealingKey(memory, stream) === undefined) continue;
    if (!isAllowed(memory, stream, written)) continue;
    ids.push(recordIdOf(await sealInto(batch, context, stream, written)));
  }
  return { type: "sealed", recordId: ids[0] };
}

const FORBIDDEN: Outcome = { type: "failed", code: "notAllowed" };
const FAILED: Outcome = { type: "failed", code: "failed" };

/** A revoked device still writes: what it says is kept for the officers to see (MEM5), never refused here. */
function isAllowed(memory: Memory, stream: PlannedWrite["stream"], payload: Payload): boolean {
  const author = ownStanding(memory);
  return author !== undefined && checkPolicy({ stream, author, payload }).ok;
}

async function correctedReports(
  engine: Engine,
  corrects: readonly Intent["id"][],
): Promise<readonly RecordId[]> {
  const intents = await engine.database.intents.bulkGet([...corrects]);
  return intents.flatMap((intent) => intent?.recordId ?? []);
}

function planContext(
  memory: Memory,
  command: Command,
  corrected: readonly RecordId[],
): PlanContext {
  const { membership, records } = memory;
  const incident = "incident" in command ? command.incident : undefined;
  const atMs = "atMs" in command ? command.atMs : 0;
  const known = incidentViews(memory);
  const shown = incident && incidentShowing(known, incident);
  const own = shown?.joined ?? (incident === undefined ? [] : [incident]);
  const incidents = opensDrill(command, shown?.isDrill) ? [...own, ...endersOfDrills(known)] : own;
  return {
    household: ownPlace(memory).household,
    representative:
      ownRegistration(memory)?.content.representative ?? membership?.representative ?? "",
    purposeVersion: membership?.purposeVersion ?? 0,
    corrected,
    nextChangeSeconds: nextChangeSeconds(atMs, records.aboutIncidents, incidents),
    nextRegistrationSeconds: nextRegistrationSeconds(memory, atMs),
  };
}

function opensDrill(command: Command, isDrill: boolean | undefined): boolean {
  if (command.type === "openIncident") return command.origin.type === "drill";
  return command.type === "changeIncident" && command.change === "reopened" && isDrill === true;
}

/** Later than every registration and withdrawal of the own household that this device holds. Units: ms in, seconds out. */
function nextRegistrationSeconds(memory: Memory, atMs: number): number {
  const { household } = ownPlace(memory);
  let seconds = secondsOf(atMs);
  for (const record of [...memory.records.registrations, ...memory.records.withdrawals]) {
    const isOwn = household !== 0 && record.authorHousehold === household;
    if (isOwn || record.author === memory.identity?.device)
      seconds = Math.max(seconds, record.content.atSeconds + 1);
  }
  return Math.min(SECONDS_MAX, seconds);
}
