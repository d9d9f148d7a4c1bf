/**
 * The recovery kit and the root seed on the founder's device. [KEY4]
 *
 * That a kit was printed is an officers' record, so that all of them are reminded alike; it is taken on the person's word. The codes of a kit are returned once and stored nowhere.
 */
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import { standingsOf } from "@tomoshibi/shared/membership/authority.ts";
import { isOfficer } from "@tomoshibi/shared/membership/standing.ts";
import { decodePayload } from "@tomoshibi/shared/records/payload.ts";
import { encodeSheetQr, formatShare } from "@tomoshibi/shared/recovery/share.ts";
import type { EngineFailure, RecoveryKit, RecoveryState, TypedSheets } from "../api.ts";
import { storedIntent } from "../commands.ts";
import { adminsOf } from "./office.ts";
import type { OnboardingPorts } from "./ports.ts";
import { rootSeedFrom, splitSeed } from "./sheets.ts";

/** Admins there must be before the root seed leaves a device. [KEY4] */
export const ADMINS_MIN = 2;
/** Name of the value that says when the kit was printed here. */
const KIT_PRINTED = "recoveryKitPrinted";

/** How far recovery is prepared. Errors: notAllowed on a device that is no officer's. */
export async function recoveryState(
  ports: OnboardingPorts,
): Promise<Result<RecoveryState, EngineFailure>> {
  const { identity } = ports.replica;
  const own = await ports.ownMembership();
  if (identity === undefined || own === undefined) return err({ type: "notAllowed" });
  const standing = standingsOf(own.authority, identity.device)[0];
  if (standing === undefined || !isOfficer(standing)) return err({ type: "notAllowed" });
  const admins = adminsOf(own.authority);
  const kitPrintedAtMs = await printedAt(ports);
  const holdsRootSeed = identity.rootSeed !== undefined;
  return ok({
    holdsRootSeed,
    kitPrintedAtMs,
    admins,
    household: standing.household,
    mayWipeRootSeed: holdsRootSeed && kitPrintedAtMs !== undefined && admins >= ADMINS_MIN,
  });
}

/** Makes a kit, from the root seed on this device or from two sheets of an older kit. Errors: notAllowed, rootNeeded, sheetsWrong. */
export async function makeRecoveryKit(
  ports: OnboardingPorts,
  sheets?: TypedSheets,
): Promise<Result<RecoveryKit, EngineFailure>> {
  const seed = await rootSeedFrom(ports, sheets);
  if (!seed.ok) return seed;
  const { identity } = ports.replica;
  const own = await ports.ownMembership();
  if (identity === undefined || own === undefined) return err({ type: "notAllowed" });
  const { association } = identity;
  const { associationName } = own;
  const shares = await splitSeed(ports, association, seed.value);
  return ok({
    associationName,
    madeAtMs: ports.clock.nowMs(),
    sheets: shares.map((share) => ({
      index: share.index,
      lines: formatShare(share),
      qrText: encodeSheetQr({ share, association, associationName, relayUrl: ports.relayUrl }),
    })),
  });
}

/** Notes that the kit is on paper, for all officers: the person says so. */
export async function confirmKitPrinted(
  ports: OnboardingPorts,
): Promise<Result<void, EngineFailure>> {
  const { database, clock } = ports;
  const atMs = clock.nowMs();
  const intent = storedIntent(`kit-printed-${atMs}`, { type: "noteKitPrinted", atMs }, atMs);
  // Known here at once; the others learn it when the record reaches them.
  await database.transaction("rw", [database.keyValues, database.intents], async () => {
    await database.keyValues.put({ key: KIT_PRINTED, value: atMs });
    await database.intents.put(intent);
  });
  return ok(undefined);
}

/** Takes the root seed off this device. Errors: notAllowed until the kit is printed and there are two admins. [KEY4] */
export async function wipeRootSeed(ports: OnboardingPorts): Promise<Result<void, EngineFailure>> {
  const state = await recoveryState(ports);
  if (!state.ok) return state;
  if (!state.value.mayWipeRootSeed) return err({ type: "notAllowed" });
  await ports.replica.forgetRootSeed();
  return ok(undefined);
}

async function printedAt({ database }: OnboardingPorts): Promise<number | undefined> {
  const own = (await database.keyValues.get(KIT_PRINTED))?.value;
  const noted = (await database.entries.where("kind").equals("kitPrinted").toArray()).flatMap(
    ({ state, payload }) => {
      const content = payload && decodePayload(payload);
      return state === "applied" && content?.kind === "kitPrinted" ? content.atSeconds * 1000 : [];
    },
  );
  const times = [...(typeof own === "number" ? [own] : []), ...noted];
  return times.length === 0 ? undefined : Math.max(...times);
}
