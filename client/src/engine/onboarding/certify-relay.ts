/**
 * この中継に、ほかの中継から受けとらせる: a certificate for a relay, by an officer. [MEM3] [REL7]
 *
 * A relay without one hands in what it holds at its peers, and is answered nothing. With one it fetches the sealed entries of the
 * association as well; it still reads none. The certificate is stopped like any device's: 端末を止める.
 */
import { decodeHex } from "@tomoshibi/shared/base/bytes.ts";
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import { KEY_BYTES } from "@tomoshibi/shared/crypto/sign.ts";
import { standingOfKey, standingsOf } from "@tomoshibi/shared/membership/authority.ts";
import { certifyRelay } from "@tomoshibi/shared/membership/relay-certificate.ts";
import { isOfficer } from "@tomoshibi/shared/membership/standing.ts";
import type { EngineFailure } from "../api.ts";
import type { OnboardingPorts } from "./ports.ts";

/**
 * Certifies the relay that proved a key at `/healthz`: a probe's answer (`Transport.probe`), in hex.
 *
 * Errors: notAllowed for who is no officer, and for a key that is none, or already a person's. A relay that has a certificate
 *         keeps it; nothing is signed then.
 */
export async function certifyRelayHere(
  ports: OnboardingPorts,
  relayKey: string,
): Promise<Result<void, EngineFailure>> {
  const { identity } = ports.replica;
  const own = await ports.ownMembership();
  const key = decodeHex(relayKey, KEY_BYTES);
  if (identity === undefined || own === undefined || key === undefined)
    return err({ type: "notAllowed" });
  const { authority } = own;
  const [self] = standingsOf(authority, identity.device);
  if (self === undefined || self.revoked !== undefined || !isOfficer(self))
    return err({ type: "notAllowed" });
  const known = standingOfKey(authority, key);
  if (known !== undefined)
    return known.roles.has("relay") && known.revoked === undefined
      ? ok(undefined)
      : err({ type: "notAllowed" });
  await ports.replica.addStatements([certifyRelay(authority.association, identity, key)], []);
  return ok(undefined);
}
