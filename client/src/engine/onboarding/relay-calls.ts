/**
 * 中継: which relays the association has, taking a further one into use, and ending one. [REL7] [REL6]
 *
 * In use means three things: a certificate, so that relays give one another what they hold; its address in the settings, so that
 * members' devices find it; and all that this device holds being due there, so that it is not empty until relays have met.
 */
import { decodeHex } from "@tomoshibi/shared/base/bytes.ts";
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import { KEY_BYTES } from "@tomoshibi/shared/crypto/sign.ts";
import {
  NAMED_RELAYS_MAX,
  type SettingsState,
  relayAddressOf,
} from "@tomoshibi/shared/documents/settings/settings.ts";
import { standingOfKey } from "@tomoshibi/shared/membership/authority.ts";
import { relayFingerprint } from "@tomoshibi/shared/membership/relay-certificate.ts";
import { isOfficer } from "@tomoshibi/shared/membership/standing.ts";
import { deviceIdOf } from "@tomoshibi/shared/membership/statement.ts";
import type { EngineFailure, EngineRemote, FoundRelay, RelayState } from "../api.ts";
import { isCertifiedRelay } from "../driver/further-relays.ts";
import { relayKeyName, relaySeenName } from "../driver/known-relay.ts";
import { certifyRelayHere } from "./certify-relay.ts";
import type { OnboardingPorts } from "./ports.ts";
import { storeCommand } from "./store-command.ts";
import { stopDevice } from "./stop-device.ts";

/** The relays, the app's own first. Errors: notAllowed for who is no officer. */
export async function listRelays(
  ports: OnboardingPorts,
): Promise<Result<readonly RelayState[], EngineFailure>> {
  if (!isByOfficer(ports)) return err({ type: "notAllowed" });
  const { database, relayUrl, replica } = ports;
  const own = (await database.keyValues.get(relayKeyName(relayUrl)))?.value;
  const further = await namedRelays(ports);
  const [ownSeen, ...seen] = await database.keyValues.bulkGet(
    [relayUrl, ...further.map(({ address }) => address)].map(relaySeenName),
  );
  const first = stateOf(typeof own === "string" ? own : "", relayUrl, ownSeen?.value);
  return ok([
    { ...first, isOwn: true, isUsed: true },
    ...further.map(({ relayKey, address }, index) => ({
      ...stateOf(relayKey, address, seen[index]?.value),
      ...{ isOwn: false, isUsed: isCertifiedRelay(replica, relayKey) },
    })),
  ]);
}

/**
 * Asks whatever is at an address to prove that it is a relay, and tells which.
 *
 * Errors: relayAddress for what is no address; relayUnreachable where nothing answers, or no relay.
 */
export async function lookAtRelay(
  ports: OnboardingPorts,
  typed: string,
): Promise<Result<FoundRelay, EngineFailure>> {
  // The app's own may be at any address: it came from there.
  const address = typed === ports.relayUrl ? typed : relayAddressOf(typed);
  if (address === undefined) return err({ type: "relayAddress" });
  const proved = await ports.transportTo(address).probe();
  if (!proved.ok) return err({ type: "relayUnreachable" });
  const relayKey = proved.value;
  const { database, clock, relayUrl, replica } = ports;
  const own = (await database.keyValues.get(relayKeyName(relayUrl)))?.value;
  const key = decodeHex(relayKey, KEY_BYTES);
  const standing = key && replica.authority && standingOfKey(replica.authority, key);
  const isKnown = (await namedRelays(ports)).some((one) => one.relayKey === relayKey);
  if (isKnown || relayKey === own)
    await database.keyValues.put({ key: relaySeenName(address), value: clock.nowMs() });
  return ok({
    ...{ address, relayKey, fingerprint: fingerprintOf(relayKey), isKnown },
    isOwn: relayKey === own,
    // A key that was stopped stays stopped: its operator has to begin with another.
    isStopped: standing?.revoked !== undefined,
  });
}

/**
 * Takes a further relay into use, by the key that {@link lookAtRelay} found and two people compared.
 *
 * Errors: notAllowed; relaysUsedUp.
 */
export async function startRelay(
  ports: OnboardingPorts,
  { address, relayKey }: Parameters<EngineRemote["startRelay"]>[0],
): Promise<Result<void, EngineFailure>> {
  const { database, relayUrl, replica } = ports;
  if (!isByOfficer(ports) || relayAddressOf(address) !== address)
    return err({ type: "notAllowed" });
  const others = (await namedRelays(ports)).filter((one) => one.relayKey !== relayKey);
  if (others.length >= NAMED_RELAYS_MAX) return err({ type: "relaysUsedUp" });
  const certified = await certifyRelayHere(ports, relayKey);
  if (!certified.ok) return certified;
  // Whichever of the two was told of the other has to be let in there.
  const own = (await database.keyValues.get(relayKeyName(relayUrl)))?.value;
  if (typeof own === "string") await certifyRelayHere(ports, own);
  await replica.forgetRelay(relayKey);
  await name(ports, relayKey, address);
  return ok(undefined);
}

/** Ends a further relay: no device hands anything in there any more, and other relays let it read nothing. Errors: notAllowed. */
export async function stopRelay(
  ports: OnboardingPorts,
  relayKey: string,
): Promise<Result<void, EngineFailure>> {
  const key = decodeHex(relayKey, KEY_BYTES);
  if (key === undefined || !isByOfficer(ports)) return err({ type: "notAllowed" });
  if (isCertifiedRelay(ports.replica, relayKey)) {
    const stopped = await stopDevice(ports, { device: deviceIdOf(key) });
    if (!stopped.ok) return stopped;
  }
  await name(ports, relayKey, "");
  return ok(undefined);
}

async function namedRelays({
  database,
}: OnboardingPorts): Promise<NonNullable<SettingsState["relays"]>> {
  const row = await database.documents.get("settings");
  return (row?.state as SettingsState | undefined)?.relays ?? [];
}

function stateOf(relayKey: string, address: string, seen: unknown) {
  const lastReachedAtMs = typeof seen === "number" ? seen : undefined;
  return { relayKey, address, lastReachedAtMs, fingerprint: fingerprintOf(relayKey) };
}

function fingerprintOf(relayKey: string): string {
  const key = decodeHex(relayKey, KEY_BYTES);
  return key === undefined ? "" : relayFingerprint(key);
}

/** Stores what a command of a screen would: the settings say it once it is sealed. An empty address takes the relay off. */
function name(ports: OnboardingPorts, relayKey: string, address: string): Promise<void> {
  return storeCommand(ports, `relay-${relayKey}`, { type: "nameRelay", relayKey, address });
}

/** Tells whether this device is an officer's. */
export function isByOfficer({ replica: { authority, identity } }: OnboardingPorts): boolean {
  const standing = identity && authority?.standings.get(identity.device)?.[0];
  return standing !== undefined && standing.revoked === undefined && isOfficer(standing);
}
