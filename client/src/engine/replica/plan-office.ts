/** What the commands of officers, leaders and desks write where: the other part of plan.ts, loaded when one of them is given. [STR] */
import type { RecordId } from "@tomoshibi/shared/base/ids.ts";
import { mayHold } from "@tomoshibi/shared/keys/keyring.ts";
import { secondsOf } from "@tomoshibi/shared/records/fields.ts";
import type { Payload } from "@tomoshibi/shared/records/record.ts";
import type { AcknowledgeReport } from "../commands.ts";
import { isDesksReplica } from "../views/desk-replica.ts";
import type { Engine } from "./engine.ts";
import { nextHeldSeconds } from "./held-seconds.ts";
import { type Memory, ownStanding } from "./memory.ts";
import {
  type OfficeCommand,
  type PlanContext,
  type PlannedWrite,
  isAdoption,
  planReport,
  write,
} from "./plan.ts";

/** Plans what a command writes; the first write is the record that the command makes. Errors: undefined while it has to wait. */
export function planOfficeCommand(
  engine: Engine,
  memory: Memory,
  command: OfficeCommand,
  context: PlanContext,
): readonly PlannedWrite[] | undefined {
  if (isAdoption(command)) {
    const atSeconds = nextHeldSeconds(memory, command.atMs);
    const adopted = (report: RecordId): Payload => ({
      ...{ kind: "heldDecided", held: command.adopts, decision: "adopted", report, atSeconds },
    });
    return [
      ...planReport(command, context),
      { stream: "officers", payload: adopted, isOptional: false },
    ];
  }
  switch (command.type) {
    case "decideHeld": {
      const { held, decision, atMs } = command;
      const atSeconds = nextHeldSeconds(memory, atMs);
      return [
        write("officers", { kind: "heldDecided", held, decision, report: undefined, atSeconds }),
      ];
    }
    case "linkIncidents": {
      const { incident, other, link } = command;
      const atSeconds = context.nextChangeSeconds;
      return [write("members", { kind: "incidentLinked", incident, other, link, atSeconds })];
    }
    case "acknowledgeReport": {
      const { household, report, atMs } = command;
      // A household that never had a card has no key, and nobody there to read it: officers see that it was answered. [DEL1]
      const stream = reachesHousehold(memory, command)
        ? (`household/${household}` as const)
        : "safety";
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
      const registered = registeredHouseholds(engine, memory);
      if (registered === undefined) return undefined;
      return [
        write("officers", { kind: "startList", incident, registered, atSeconds: secondsOf(atMs) }),
      ];
    }
    case "noteKitPrinted":
      return [write("officers", { kind: "kitPrinted", atSeconds: secondsOf(command.atMs) })];
  }
}

/** Whether an answer can be sealed for the household that it is for: now, or once the key comes. */
function reachesHousehold(memory: Memory, { household }: AcknowledgeReport): boolean {
  const { authority } = memory;
  const standing = ownStanding(memory);
  const audience = `household/${household}` as const;
  if (authority === undefined || standing === undefined) return true;
  return authority.epochs.has(audience) && mayHold(authority, standing, audience);
}

/** Who counts as registered. Errors: undefined on a desk's device while what gathers it is not loaded. */
function registeredHouseholds({ tools }: Engine, memory: Memory): readonly number[] | undefined {
  if (tools.desk !== undefined) memory.people ??= tools.desk.gatherPeople(memory);
  return memory.people?.registered ?? (isDesksReplica(ownStanding(memory)) ? undefined : []);
}
