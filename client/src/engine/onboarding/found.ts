/** Founding an association on this device; no relay is needed, what was made is due there later. [MEM1] */
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import { chooseHouseholdNumbers } from "@tomoshibi/shared/roster/household-number.ts";
import { foundAssociation } from "@tomoshibi/shared/membership/founding.ts";
import { markOf } from "@tomoshibi/shared/roster/mark.ts";
import type { EngineFailure, EngineRemote } from "../api.ts";
import { type Intent, storedIntent } from "../commands.ts";
import { PURPOSE_VERSION } from "../purpose.ts";
import type { OnboardingPorts } from "./ports.ts";

/** The founder's household enters the roster by an intent of this name, once however often founding is tried. */
const FOUNDING_INTENT = "founding-household";
/** The association's name enters its settings by an intent of this name: a device that is restored takes it from there. */
const NAMING_INTENT = "founding-name";
/** The founder's household is the first of its group. */
const FOUNDER_INDEX = 1;

/** Founds; this device becomes the first admin. Errors: alreadyMember, insecureOrigin. */
export async function found(
  ports: OnboardingPorts,
  input: Parameters<EngineRemote["found"]>[0],
): Promise<Result<void, EngineFailure>> {
  const { replica, database, clock } = ports;
  if (!ports.isSecure) return err({ type: "insecureOrigin" });
  if (replica.identity !== undefined) return err({ type: "alreadyMember" });
  const { associationName, group, representative, isDemo } = input;
  const [household = 1] = chooseHouseholdNumbers(ports, [], 1);
  const founding = await foundAssociation(ports, { household, group });
  const { association, keys, rootSeed, statements, keyring } = founding;
  // Before installing: if the device dies in between, there is a line to seal and no association without its first line.
  await database.intents.bulkPut([
    founderLine({ household, group, name: representative }, clock.nowMs()),
    storedIntent(NAMING_INTENT, { type: "nameAssociation", associationName }, clock.nowMs()),
  ]);
  await replica.install({
    identity: {
      association,
      device: keys.device,
      signSeed: keys.signSeed,
      sealSeed: keys.sealSeed,
      rootSeed,
    },
    statements,
    keys: [...keyring.keys.values()],
    associationName,
    representative,
    mark: markOf(group, FOUNDER_INDEX),
    isDemo,
    relayUrls: [ports.relayUrl],
    purposeVersion: PURPOSE_VERSION,
  });
  return ok(undefined);
}

function founderLine(
  {
    household,
    group,
    name,
  }: { readonly household: number; readonly group: number; readonly name: string },
  nowMs: number,
): Intent {
  const empty = { kana: "", phone: "", address: "", careNeeds: "" };
  const households = [{ number: household, group, name, ...empty }];
  return storedIntent(FOUNDING_INTENT, { type: "saveHouseholds", households }, nowMs);
}
