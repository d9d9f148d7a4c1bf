/**
 * この端末を止める: a lost telephone. One revocation, new keys for all it could read, and its household's cards end. [MEM5] [KEY3]
 *
 * Needs no network: the statements are due at the relay, as everything is.
 */
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import { audiencesToRotate, startEpochs } from "@tomoshibi/shared/keys/rotation.ts";
import { rankToEnd, standingsOf } from "@tomoshibi/shared/membership/authority.ts";
import { revokeDevice } from "@tomoshibi/shared/membership/issue.ts";
import { isOfficer } from "@tomoshibi/shared/membership/standing.ts";
import type { EngineFailure, EngineRemote } from "../api.ts";
import { cancelOlder } from "./cards.ts";
import { authorityWith, heldHeads, signerAbove } from "./office.ts";
import type { OnboardingPorts } from "./ports.ts";

/**
 * Stops a device. What it wrote counts up to where this replica holds its chains; the rest goes to 未確認. [MEM5]
 *
 * Shape:  how many keys were changed.
 * Errors: notAllowed; for a device of one's own rank rootNeeded, sheetsWrong.
 */
export async function stopDevice(
  ports: OnboardingPorts,
  { device, sheets }: Parameters<EngineRemote["stopDevice"]>[0],
): Promise<Result<{ readonly keysChanged: number }, EngineFailure>> {
  const { replica } = ports;
  const { identity } = replica;
  const own = await ports.ownMembership();
  if (identity === undefined || own === undefined || device === identity.device)
    return err({ type: "notAllowed" });
  const { authority, keyring } = own;
  const [self] = standingsOf(authority, identity.device);
  const subject = standingsOf(authority, device).find(({ revoked }) => revoked === undefined);
  if (self === undefined || self.revoked !== undefined || !isOfficer(self))
    return err({ type: "notAllowed" });
  if (subject === undefined || subject.roles.has("root")) return err({ type: "notAllowed" });
  const issuer = await signerAbove(ports, self, rankToEnd(subject), sheets);
  if (!issuer.ok) return issuer;

  const heads = await heldHeads(ports.database, device);
  const revocation = revokeDevice(authority, issuer.value, {
    ...{ subject: device, heads },
    issued: own.statements,
  });
  const audiences = audiencesToRotate(authority, subject);
  const begun = await startEpochs(ports, {
    ...{ authority: authorityWith(own, [revocation]), keyring, issuer: identity },
    audiences,
  });
  const { household } = subject;
  const cancelled = household === 0 ? [] : await cancelOlder(ports, identity, own, household);
  await replica.addStatements(
    [revocation, ...begun.statements, ...cancelled],
    [...begun.keyring.keys.values()],
  );
  return ok({ keysChanged: begun.statements.length });
}
