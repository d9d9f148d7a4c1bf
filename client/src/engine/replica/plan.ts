/**
 * From a command to what is written where: the table of protocol.md [STR] as a pure function.
 *
 * It stands in the client because commands do; nothing here does I/O. Commands that edit documents are planned in
 * document-work.ts, for they need Automerge; those of offices in plan-office.ts, which a resident's device never loads.
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
  /** Reports made by the intents that the command corrects. */
  readonly corrected: readonly RecordId[];
  /** A time later than every opening and decision seen about the command's incident. Seconds. */
  readonly nextChangeSeconds: number;
  /** A time later than all that this device saw its household say about itself. Seconds. */
  readonly nextRegistrationSeconds: number;
}

/** The commands that become records. */
export type RecordCommand = Exclude<
  Command,
  ConfirmDevices | ErasingCommand | DocumentCommand | OfficeCommand
>;

/** The commands of officers, leaders and desks that become records; what plans them is loaded for it. */
export type OfficeCommand =
  | Extract<
      Command,
      {
        readonly type:
          | "decideHeld"
          | "linkIncidents"
          | "acknowledgeReport"
          | "confirmWitness"
          | "freezeStartList"
          | "noteKitPrinted";
      }
    >
  | Adoption;

/** A held report that is taken over. [MEM5] */
export type Adoption = ReportSafety & { readonly adopts: RecordId };

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

const OFFICE_COMMANDS: ReadonlySet<Command["type"]> = new Set([
  "decideHeld",
  "linkIncidents",
  "acknowledgeReport",
  "confirmWitness",
  "freezeStartList",
  "noteKitPrinted",
]);

/** Tells whether a command is of an office, so that what plans it has to be loaded. */
export function isOfficeCommand(command: Command): command is OfficeCommand {
  return OFFICE_COMMANDS.has(command.type) || isAdoption(command);
}

/** Tells whether a command takes a held report over. */
export function isAdoption(command: Command): command is Adoption {
  return command.type === "reportSafety" && command.adopts !== undefined;
}

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
    case "openIncident": {
      const { incident, origin, cause, title } = command;
      // Whoever presses 揺れました after the end has seen the end: a slow clock must not put the opening before it.
      const atSeconds = context.nextChangeSeconds;
      return [
        write("members", { kind: "incidentOpened", incident, origin, cause, title, atSeconds }),
      ];
    }
    case "changeIncident": {
      const { incident, change } = command;
      const atSeconds = context.nextChangeSeconds;
      return [write("members", { kind: "incidentChanged", incident, change, atSeconds })];
    }
    case "markIncidentRead": {
      const { incident, atMs } = command;
      return [write("safety", { kind: "incidentRead", incident, atSeconds: secondsOf(atMs) })];
    }
    case "markCircularRead": {
      const { circular, atMs } = command;
      return [write("safety", { kind: "circularRead", circular, atSeconds: secondsOf(atMs) })];
    }
    case "writeGroupMessage":
      return [planMessage(command)];
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

/** A report and the household's own copy, which names it. The own household is left out: the certificate says it. [ENT5] */
export function planReport(command: ReportSafety, context: PlanContext): readonly PlannedWrite[] {
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
  // What a neighbour said is the officers' alone. [STR]
  if (household === 0 || report.by === "witness") return [write("safety", report)];
  const copy = (first: RecordId): Payload => ({
    kind: "reportCopy",
    report: first,
    content: report,
  });
  return [
    write("safety", report),
    { stream: `household/${household}`, payload: copy, isOptional: true },
  ];
}

/** One write that is waited for. */
export function write(stream: StreamName, payload: Payload): PlannedWrite {
  return { stream, payload, isOptional: false };
}
