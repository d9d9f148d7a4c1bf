/**
 * Founds the demo association by the same calls and commands as a real one: found, saveHouseholds, publishCircular,
 * makeInviteCards, appoint, writeGroupMessage. Each step
 * is skipped when it was done before, so that a reload in the middle goes on.
 */
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import type { CircularId } from "@tomoshibi/shared/base/ids.ts";
import { err, ok, type Result } from "@tomoshibi/shared/base/result.ts";
import { liveQuery } from "dexie";
import type { EngineFailure, HouseholdView } from "../../engine/api.ts";
import type { ReplicaValue } from "../../screen/replica-context.tsx";
import type { DemoMessage } from "./channel.ts";
import {
  DEMO_HOUSEHOLDS,
  DEMO_RESIDENT_GROUP,
  DEMO_RESIDENT_INDEX,
  demoFounder,
  demoHouseholds,
} from "./names.ts";

type Replica = Pick<ReplicaValue, "database" | "engine" | "submit" | "nowMs">;

/** Makes it a member of one: the command is written once, whatever happens between. */
const HOUSEHOLDS_INTENT = "demo-households";
const CIRCULAR_INTENT = "demo-circular";
const MESSAGE_INTENT = "demo-group-message";

/** What the demo's association is called and has published, in the visitor's language. */
export interface DemoTexts {
  readonly associationName: string;
  readonly circularTitle: string;
  readonly circularBody: string;
  readonly groupMessage: string;
}

/** Founds the association, fills its roster, publishes a first circular, and says something to the visitor's group as its leader. */
export async function setUpAssociation(
  { database, engine, submit, nowMs }: Replica,
  { associationName, circularTitle, circularBody, groupMessage }: DemoTexts,
): Promise<Result<void, EngineFailure>> {
  if ((await database.profile.get("me")) === undefined) {
    const founded = await engine.found({
      associationName,
      group: 1,
      representative: demoFounder().text,
      isDemo: true,
    });
    if (!founded.ok && founded.error.type !== "alreadyMember") return founded;
  }
  if ((await database.intents.get(HOUSEHOLDS_INTENT)) === undefined) {
    await submit({ type: "saveHouseholds", households: demoHouseholds() }, HOUSEHOLDS_INTENT);
  }
  if ((await database.intents.get(CIRCULAR_INTENT)) === undefined) {
    const circular = bytesToHex(crypto.getRandomValues(new Uint8Array(8))) as CircularId;
    const texts = { title: circularTitle, body: circularBody };
    await submit({ type: "publishCircular", circular, ...texts, atMs: nowMs() }, CIRCULAR_INTENT);
  }
  const led = await leadVisitorsGroup({ database, engine });
  if (!led.ok) return led;
  if ((await database.intents.get(MESSAGE_INTENT)) === undefined) {
    // Waits for the group's key, which begins with the visitor's card.
    const said = { group: DEMO_RESIDENT_GROUP, name: demoFounder().text, text: groupMessage };
    await submit({ type: "writeGroupMessage", ...said, atMs: nowMs() }, MESSAGE_INTENT);
  }
  return ok(undefined);
}

/** The visitor as an officer leads the group in which the visitor lives as a resident: both write to its board. */
async function leadVisitorsGroup({
  database,
  engine,
}: Pick<Replica, "database" | "engine">): Promise<Result<void, EngineFailure>> {
  const me = await database.profile.get("me");
  if (me === undefined || me.roles.includes("groupLeader")) return ok(undefined);
  return engine.appoint({ device: me.device, role: "groupLeader", group: DEMO_RESIDENT_GROUP });
}

/** Makes the resident's card, once the roster is there. */
export async function makeDemoCard({
  database,
  engine,
}: Replica): Promise<Result<Extract<DemoMessage, { readonly type: "card" }>, EngineFailure>> {
  const household = await residentHousehold(database);
  const cards = await engine.makeInviteCards([household.number]);
  if (!cards.ok) return cards;
  const [card] = cards.value;
  if (card === undefined) return err({ type: "failed", detail: "no card was made" });
  return ok({
    type: "card",
    code: card.code,
    group: household.group,
    representative: household.name,
  });
}

/** The visitor's household, as soon as all households are on the roster. */
function residentHousehold(database: Replica["database"]): Promise<HouseholdView> {
  return new Promise((resolve, reject) => {
    const subscription = liveQuery(async () => {
      if ((await database.households.count()) < DEMO_HOUSEHOLDS) return undefined;
      const group = await database.households.where({ group: DEMO_RESIDENT_GROUP }).toArray();
      return group.find(({ indexInGroup }) => indexInGroup === DEMO_RESIDENT_INDEX);
    }).subscribe({
      next: (household) => {
        if (household === undefined) return;
        // The first answer can come before `subscription` exists.
        queueMicrotask(() => subscription.unsubscribe());
        resolve(household);
      },
      error: reject,
    });
  });
}
