/**
 * From a command to what is written where: the table of protocol.md [STR] as a pure function.
 *
 * It stands in the client because commands do; nothing here does I/O. Commands that edit documents are planned in
 * documents.ts, for they need Automerge.
 */
import type { RecordId } from "@tomoshibi/shared/base/ids.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { secondsOf } from "@tomoshibi/shared/records/fields.ts";
import { type Payload, type Report, SUPERSEDES_MAX } from "@tomoshibi/shared/records/record.ts";
import type {
  Command,
  ConfirmDevices,
  ErasingCommand,
  ReportSafety,
  WriteGroupMessage,
} from "../commands.ts";

/** A payload and its stream; one that needs the ids of the plan's records before it gets them when those are sealed. */
export interface PlannedWrite {
  readonly stream: StreamName;
  readonly payload: Payload | ((first: RecordId, all: readonly RecordId[]) => Payload);
  /** Left out, not waited for, when its key is missing: a check-in never waits for the household's copy. */
  readonly isOptional: boolean;
}

/** What planning needs to know besides the command. */
export interface PlanContext {
  /** This device's household; 0 for none. */
  readonly household: number;
  readonly representative: string;
  readonly purposeVersion: number;
  /** Whether the household that is answered has a key that this device holds, or is to be given. */
  readonly hasHouseholdKey: boolean;
  /** Reports made by the intents that the command corrects. */
  readonly corrected: readonly RecordId[];
  /** Households with a device, ascending. */
  readonly registered: readonly number[];
  /** A time later than every opening and decision seen about the command's incident. Seconds. */
  readonly nextChangeSeconds: number;
  /** A time later than all that officers were seen to decide about held reports. Seconds. */
  readonly nextHeldSeconds: number;
  /** A time later than all that this device saw its household say about itself. Seconds. */
  readonly nextRegistrationSeconds: number;
}

/** The commands that become records. */
export type RecordCommand = Exclude<Command, ConfirmDevices | ErasingCommand | DocumentCommand>;

/** The commands that edit documents. */
export type DocumentCommand = Extract<
  Command,
  {
    readonly type:
      | "setFollowUp"
      | "saveHouseholds"
      | "removeHousehold"
      | "publishCircular"
      | "withdrawCircular"
      | "nameAssociation"
      | "nameRelay"
      | "ruleAlerts"
      | "tidyDocuments"
      | "decideLate";
  }
>;

const DOCUMENT_COMMANDS: ReadonlySet<Command["type"]> = new Set([
  "setFollowUp",
  "saveHouseholds",
  "removeHousehold",
  "publishCircular",
  "withdrawCircular",
  "nameAssociation",
  "nameRelay",
  "ruleAlerts",
  "tidyDocuments",
  "decideLate",
]);

const OFFICERS_DOCUMENTS: ReadonlySet<Command["type"]> = new Set([
  "setFollowUp",
  "saveHouseholds",
  "removeHousehold",
  "tidyDocuments",
  "decideLate",
]);

/** Tells whether a command edits a document, so that it needs Automerge. */
export function isDocumentCommand(command: Command): command is DocumentCommand {
  return DOCUMENT_COMMANDS.has(command.type);
}

/** The stream that a document command writes into. */
export function documentCommandStream({ type }: DocumentCommand): "members" | "officers" {
  return OFFICERS_DOCUMENTS.has(type) ? "officers" : "members";
}

/** Tells whether a command erases, so that erasing has to be loaded. */
export function isErasingCommand(command: Command): command is ErasingCommand {
  const { type } = command;
  return type === "eraseReports" || type === "eraseSummedUp" || type === "eraseGroupMessage";
}

/** Plans what a command writes; the first write is the record that the command makes. */
export function planCommand(command: RecordCommand, context: PlanContext): readonly PlannedWrite[] {
  switch (command.type) {
    case "reportSafety":
      return planReport(command, context);
    case "decideHeld": {
      const { held, decision } = command;
      const atSeconds = context.nextHeldSeconds;
      return [
        write("officers", { kind: "heldDecided", held, decision, report: undefined, atSeconds }),
      ];
    }
    case "openIncident": {
      const { incident, origin, cause, title } = command;
      // Whoever presses 揺れました after the end has seen the end: a slow clock must not put the opening before it.
      const atSeconds = context.nextChangeSeconds;
      return [
        write("members", { kind: "incidentOpened", incident, origin, cause, title, atSeconds }),
      ];
    }
    case "changeIncident":
    case "linkIncidents":
      return [write("members", decision(command, context.nextChangeSeconds))];
    case "markIncidentRead": {
      const { incident, atMs } = command;
      return [write("safety", { kind: "incidentRead", incident, atSeconds: secondsOf(atMs) })];
    }
    case "markCircularRead": {
      const { circular, atMs } = command;
      return [write("safety", { kind: "circularRead", circular, atSeconds: secondsOf(atMs) })];
    }
    case "acknowledgeReport": {
      const { household, report, atMs } = command;
      // A household that never had a card has no key, and nobody there to read it: officers see that it was answered. [DEL1]
      const stream = context.hasHouseholdKey ? (`household/${household}` as const) : "safety";
      return [write(stream, { kind: "acknowledged", report, atSeconds: secondsOf(atMs) })];
    }
    case "confirmWitness": {
      const { incident, household, report, atMs } = command;
      const atSeconds = secondsOf(atMs);
      return [
        write("safety", { kind: "witnessConfirmed", report, incident, household, atSeconds }),
      ];
    }
    case "freezeStartList": {
      const { incident, atMs } = command;
      const { registered } = context;
      return [
        write("officers", { kind: "startList", incident, registered, atSeconds: secondsOf(atMs) }),
      ];
    }
    case "writeGroupMessage":
      return [planMessage(command)];
    case "noteKitPrinted":
      return [write("officers", { kind: "kitPrinted", atSeconds: secondsOf(command.atMs) })];
    case "withdrawConsent": {
      const { nextRegistrationSeconds: atSeconds } = context;
      return ofHousehold(context, { kind: "consentWithdrawn", atSeconds });
    }
    case "setPersons": {
      // A clock that was once years ahead must not make the word of then the last for ever.
      const { representative, purposeVersion, nextRegistrationSeconds: atSeconds } = context;
      const { persons } = command;
      return ofHousehold(context, {
        kind: "registration",
        representative,
        kana: "",
        persons,
        purposeVersion,
        atSeconds,
      });
    }
  }
}

/**
 * What a household says of itself: for the officers, and for its own devices, which cannot read what goes to the officers. Without
 * that a device whose clock is years ahead would have the last word for years. [STR]
 */
function ofHousehold({ household }: PlanContext, payload: Payload): readonly PlannedWrite[] {
  if (household === 0) return [write("safety", payload)];
  return [
    write("safety", payload),
    { stream: `household/${household}`, payload, isOptional: true },
  ];
}

/** What is said to a group, under the name that was typed. [STR] */
function planMessage({ group, name, text, atMs }: WriteGroupMessage): PlannedWrite {
  const atSeconds = secondsOf(atMs);
  return write(`group/${group}`, { kind: "groupMessage", name, text, atSeconds });
}

/** An officer's word about incidents, later than all that was seen about them. */
function decision(
  command: Extract<RecordCommand, { readonly type: "changeIncident" | "linkIncidents" }>,
  atSeconds: number,
): Payload {
  const { incident } = command;
  return command.type === "changeIncident"
    ? { kind: "incidentChanged", incident, change: command.change, atSeconds }
    : { kind: "incidentLinked", incident, other: command.other, link: command.link, atSeconds };
}

/** A report and the household's own copy, which names it. The own household is left out: the certificate says it. [ENT5] */
function planReport(command: ReportSafety, context: PlanContext): readonly PlannedWrite[] {
  const household = command.household ?? context.household;
  const report: Report = {
    kind: "report",
    incident: command.incident,
    household: household === context.household ? 0 : household,
    subjects: command.subjects,
    comment: command.comment,
    place: command.place,
    by: command.by,
    means: command.means,
    atSeconds: secondsOf(command.atMs),
    aboutSeconds: command.aboutMs === undefined ? undefined : secondsOf(command.aboutMs),
    // What the person corrects comes first: it is what they have most surely seen.
    supersedes: [...new Set([...context.corrected, ...command.seen])].slice(0, SUPERSEDES_MAX),
  };
  const { adopts: held } = command;
  const atSeconds = context.nextHeldSeconds;
  const adopted = (first: RecordId): Payload => ({
    ...{ kind: "heldDecided", decision: "adopted", report: first, atSeconds },
    ...{ held: held ?? first },
  });
  const adoption: readonly PlannedWrite[] =
    held === undefined ? [] : [{ stream: "officers", payload: adopted, isOptional: false }];
  // What a neighbour said is the officers' alone. [STR]
  if (household === 0 || report.by === "witness") return [write("safety", report), ...adoption];
  const copy = (first: RecordId): Payload => ({
    kind: "reportCopy",
    report: first,
    content: report,
  });
  return [
    write("safety", report),
    { stream: `household/${household}`, payload: copy, isOptional: true },
    ...adoption,
  ];
}

function write(stream: StreamName, payload: Payload): PlannedWrite {
  return { stream, payload, isOptional: false };
}
