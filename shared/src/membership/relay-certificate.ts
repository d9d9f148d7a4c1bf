/** Certifying a relay, so that it may fetch what it carries from other relays. [MEM3] [REL7] */
import { encodeCbor } from "../base/cbor.ts";
import type { AssociationId } from "../base/ids.ts";
import { sha256 } from "../crypto/hash.ts";
import type { Author } from "../entry/entry.ts";
import { certifyDevice } from "./issue.ts";
import { type Certificate, type StatementOf, deviceIdOf } from "./statement.ts";

/**
 * What two people compare aloud to know that they mean the same relay: its device id in groups of four, as its log says it when
 * it starts. [REL7]
 */
export function relayFingerprint(relayKey: Uint8Array): string {
  return (deviceIdOf(relayKey).match(/.{4}/g) ?? []).join(" ");
}

/**
 * Certifies the relay that proved this key at `/healthz`.
 *
 * Its sealing key is a hash of the other, to which nobody has the private half: a relay carries and reads nothing, and what would
 * be sealed to it by mistake stays closed.
 */
export function certifyRelay(
  association: AssociationId,
  issuer: Author,
  relayKey: Uint8Array,
): StatementOf<Certificate> {
  const sealKey = sha256(encodeCbor(["tomoshibi/relay-seal-key/1", relayKey]));
  return certifyDevice(
    association,
    issuer,
    { signKey: relayKey, sealKey },
    { role: "relay", household: 0, group: 0 },
  );
}
