/**
 * 予備の鍵でもどす: two sheets of the recovery kit make a fresh device an admin. [KEY4]
 *
 * The root certificate is a function of the seed, so the device needs nothing but the seed to begin; all else comes from the relay,
 * and the replica recovers the keys by itself, for it holds the root seed.
 */
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import { createDeviceKeys, rootKeysOf } from "@tomoshibi/shared/membership/device-keys.ts";
import { certifyDevice } from "@tomoshibi/shared/membership/issue.ts";
import { OFFSET_START } from "@tomoshibi/shared/relay-api/paths.ts";
import type { EngineFailure, EngineRemote } from "../api.ts";
import { registrationOf } from "../commands.ts";
import { isJoinPending } from "./pending-join.ts";
import { PURPOSE_VERSION } from "../purpose.ts";
import type { OnboardingPorts } from "./ports.ts";
import { type JoinedSheets, joinSheets } from "./sheets.ts";

/**
 * Restores. Only with the relay, which must know the association: without it there would be nothing to restore.
 *
 * Errors: sheetsWrong, offline, associationUnknown, alreadyMember, insecureOrigin.
 */
export async function restore(
  ports: OnboardingPorts,
  input: Parameters<EngineRemote["restore"]>[0],
): Promise<Result<void, EngineFailure>> {
  if (!ports.isSecure) return err({ type: "insecureOrigin" });
  if (ports.replica.identity !== undefined || (await isJoinPending(ports)))
    return err({ type: "alreadyMember" });
  const joined = await joinSheets(input.sheets);
  if (!joined.ok) return joined;
  const known = await isKnownAtRelay(ports, joined.value);
  if (!known.ok) return known;

  const { association, rootSeed } = joined.value;
  const root = rootKeysOf(rootSeed);
  const keys = createDeviceKeys(ports);
  const nowhere = { household: 0, group: 0 };
  await ports.replica.install({
    identity: {
      ...{ association, rootSeed },
      ...{ device: keys.device, signSeed: keys.signSeed, sealSeed: keys.sealSeed },
    },
    statements: [
      certifyDevice(association, root, root, { role: "root", ...nowhere }),
      certifyDevice(association, root, keys, { role: "admin", ...nowhere }),
    ],
    keys: [],
    associationName: input.associationName,
    representative: input.representative,
    isDemo: false,
    relayUrls: [ports.relayUrl],
    purposeVersion: PURPOSE_VERSION,
  });
  return ok(undefined);
}

/**
 * Gives a device without a household its own: what a restored device lacks, for sheets do not say who restores. For ever. [MEM1]
 *
 * Errors: notAllowed when it has one, or holds no root seed; failed for a household that is not on the roster.
 */
export async function takeHousehold(
  ports: OnboardingPorts,
  household: number,
): Promise<Result<void, EngineFailure>> {
  const { replica, database, clock } = ports;
  const { identity } = replica;
  const profile = await database.profile.get("me");
  if (identity?.rootSeed === undefined || profile === undefined || profile.household !== 0)
    return err({ type: "notAllowed" });
  const row = await database.households.get(household);
  const standing = replica.authority?.standings.get(identity.device)?.[0];
  if (row === undefined || standing === undefined)
    return err({ type: "failed", detail: `household ${household} is not on the roster` });
  const { association } = identity;
  const place = { household, group: row.group };
  const certificate = certifyDevice(association, rootKeysOf(identity.rootSeed), standing, {
    role: "admin",
    ...place,
  });
  await replica.addStatements([certificate], []);
  // What installing wrote was refused for want of a household: the same again, now that there is one.
  await database.intents.put(registrationOf(identity.device, clock.nowMs()));
  return ok(undefined);
}

/** Asks with the root's own key, which every relay of the association knows. */
async function isKnownAtRelay(
  ports: OnboardingPorts,
  { association, rootSeed }: JoinedSheets,
): Promise<Result<void, EngineFailure>> {
  const transport = ports.transportTo(ports.relayUrl);
  const relayKey = await transport.probe();
  if (!relayKey.ok) return err({ type: "offline" });
  const read = await transport.read({
    association,
    reader: rootKeysOf(rootSeed),
    relayKey: relayKey.value,
    streams: [{ stream: "membership", offset: OFFSET_START }],
    waitMs: 0,
  });
  if (read.ok) return ok(undefined);
  const { type } = read.error;
  return err({
    type: type === "unauthorized" || type === "notFound" ? "associationUnknown" : "offline",
  });
}
