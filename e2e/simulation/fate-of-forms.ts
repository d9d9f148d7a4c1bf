/** People without the app: they write forms in a browser, and officers record those or set them aside. [FORM1] [FORM3] */
import { adoptionOf } from "@tomoshibi/client/engine/api.ts";
import type { HeldForm } from "@tomoshibi/client/engine/api.ts";
import { heldForms } from "@tomoshibi/client/engine/onboarding/held-forms.ts";
import type { OnboardingPorts } from "@tomoshibi/client/engine/onboarding/ports.ts";
import type { DeviceId } from "@tomoshibi/shared/base/ids.ts";
import { recordIdOf } from "@tomoshibi/shared/base/ids.ts";
import { sealForm } from "@tomoshibi/shared/entry/form.ts";
import { encodeForm } from "@tomoshibi/shared/records/form-wire.ts";
import { posterKey } from "@tomoshibi/shared/testing/forms.ts";
import { statusOf } from "./actions.ts";
import { pick } from "./chance.ts";
import { type Happening, one, tapOn } from "./happening.ts";
import type { Person } from "./person.ts";
import { isOfficerIn } from "./town.ts";
import type { World } from "./world.ts";

/** A form has no sender. */
const NOBODY = "0000000000000000" as DeviceId;

/** Lists what can happen with forms. */
export function ofForms(world: World): readonly Happening[] {
  let words = 0;
  return [
    {
      weight: 3,
      name: "people hand forms in, and officers look at them",
      run: () => handIn(world, `f${(words += 1)}`),
    },
    {
      weight: 3,
      name: "people hand forms in, and officers look at them",
      async run() {
        const officers = world.people.filter(({ citizen }) => isOfficerIn(citizen.station));
        await decide(world, one(world, officers));
      },
    },
  ];
}

/** The forms that an officer's screen shows; none on a device that is no officer's. */
export async function formsShownTo({ replica, store }: Person): Promise<readonly HeldForm[]> {
  const ports = { replica, database: store } as unknown as OnboardingPorts;
  const held = await heldForms(ports);
  return held.ok ? held.value : [];
}

/** The page has the poster's key and nothing of its own; what gets lost on the way it hands in again while it is open. */
async function handIn(world: World, comment: string): Promise<void> {
  const { random, town, sites, note, ledger } = world;
  const household = String(pick(random, town.citizens)?.household ?? 0);
  const payload = encodeForm({
    ...{ kind: "form", atSeconds: Math.floor(world.nowMs / 1000), group: "", household },
    ...{ person: "", status: statusOf(random), people: 0, comment, phone: "" },
  });
  const sealed = sealForm(world, town.association, posterKey(town.world), payload);
  ledger.forms.set(recordIdOf(sealed.entryId), { entryId: sealed.entryId, comment });
  const streams = [{ stream: "forms" as const, entries: [sealed.bytes] }];
  const bundle = { association: town.association, sender: NOBODY, statements: [], streams };
  for (let tries = random.int(1, 2); tries > 0; tries -= 1) {
    const { name, relay, weather } = one(world, sites);
    const isLost = random.int(1, 100) <= weather.climate.lostBefore;
    note(`somebody hands form ${comment} in at ${name}${isLost ? ": lost" : ""}`);
    if (!isLost) ledger.named(await relay.push(bundle));
  }
}

/** One that is open is recorded, mostly, or set aside. */
async function decide(world: World, officer: Person): Promise<void> {
  const { random, ledger, note } = world;
  const open = (await formsShownTo(officer)).filter(({ state }) => state === "open");
  // From above, mostly, as all officers do.
  const isFromAbove = random.int(1, 4) > 1;
  const held = isFromAbove ? open[0] : pick(random, open);
  if (held === undefined) return;
  const { recordId, form } = held;
  const atMs = officer.nowMs();
  const incidents = await officer.store.incidents.toArray();
  const going = incidents.filter(({ isShown, isOpen }) => isShown && isOpen);
  const incident = (isFromAbove ? going[0] : pick(random, going))?.incident;
  const isAside = random.int(1, 4) === 1 || incident === undefined;
  note(`${officer.citizen.name} ${isAside ? "sets aside" : "records"} form ${form.comment}`);
  if (isAside)
    return tapOn(world, officer, async () => ({
      ...{ type: "decideHeld", held: recordId, decision: "aside", atMs },
    }));
  ledger.adopted.set(recordId, (ledger.adopted.get(recordId) ?? 0) + 1);
  await tapOn(
    world,
    officer,
    async () => ({
      ...{ type: "reportSafety", incident, household: Number(form.household) },
      ...{ subjects: [{ subject: "all", status: form.status }], comment: form.comment },
      ...{ place: undefined, by: "officer", means: "form", atMs, aboutMs: undefined },
      ...{ seen: [], corrects: [], adopts: recordId },
    }),
    adoptionOf(recordId),
  );
}
