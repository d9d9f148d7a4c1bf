/**
 * Stopping devices: a revocation each, new keys once for all that they could read together, and their household's cards end. What a
 * lost telephone and a household that leaves have in common. [MEM5] [KEY3]
 *
 * Nothing is stored here.
 */
import type { DeviceId } from "@tomoshibi/shared/base/ids.ts";
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import type { EpochKey } from "@tomoshibi/shared/entry/entry.ts";
import { audiencesToRotate, startEpochs } from "@tomoshibi/shared/keys/rotation.ts";
import { standingsOf } from "@tomoshibi/shared/membership/authority.ts";
import { rankToEnd } from "@tomoshibi/shared/membership/issuing-rights.ts";
import { revokeDevice } from "@tomoshibi/shared/membership/issue.ts";
import { type Standing, isOfficer } from "@tomoshibi/shared/membership/standing.ts";
import type { Statement } from "@tomoshibi/shared/membership/statement.ts";
import type { EngineFailure, TypedSheets } from "../api.ts";
import { cancelOlder } from "./cards.ts";
import { authorityWith, heldHeads, signerAbove } from "./office.ts";
import type { OnboardingPorts, OwnMembership } from "./ports.ts";

/** What is signed, and the keys that begin with it. */
export interface Stops {
  readonly statements: readonly Statement[];
  readonly keys: readonly EpochKey[];
  readonly keysChanged: number;
}

/** This device as an officer's, with what is known here. Errors: undefined for who is none. */
export async function officerHere(
  ports: OnboardingPorts,
): Promise<{ readonly own: OwnMembership; readonly self: Standing } | undefined> {
  const { identity } = ports.replica;
  const own = await ports.ownMembership();
  if (identity === undefined || own === undefined) return undefined;
  const [self] = standingsOf(own.authority, identity.device);
  if (self === undefined || self.revoked !== undefined || !isOfficer(self)) return undefined;
  return { own, self };
}

/**
 * Signs the end of devices that still count, and of a household's cards; all of it or nothing.
 *
 * Errors: notAllowed for the own device and the root; for who ranks as high rootNeeded, sheetsWrong.
 */
export async function signStops(
  ports: OnboardingPorts,
  { own, self }: { readonly own: OwnMembership; readonly self: Standing },
  plan: {
    readonly subjects: readonly Standing[];
    /** 0 for none. */
    readonly household: number;
    readonly sheets: TypedSheets | undefined;
  },
): Promise<Result<Stops, EngineFailure>> {
  const { authority, keyring } = own;
  const { identity } = ports.replica;
  if (identity === undefined) return err({ type: "notAllowed" });
  const revocations: Statement[] = [];
  for (const subject of plan.subjects) {
    if (subject.device === self.device || subject.roles.has("root"))
      return err({ type: "notAllowed" });
    const issuer = await signerAbove(ports, self, rankToEnd(subject), plan.sheets);
    if (!issuer.ok) return issuer;
    const { device } = subject;
    const heads = await heldHeads(ports.database, device);
    const revocation = { subject: device, heads, issued: own.statements };
    revocations.push(revokeDevice(authority, issuer.value, revocation));
  }
  // One new key for each audience, however many devices could read it: another would only make the first one old.
  const audiences = plan.subjects.flatMap((subject) => audiencesToRotate(authority, subject));
  const begun = await startEpochs(ports, {
    ...{ authority: authorityWith(own, revocations), keyring, issuer: identity },
    audiences: [...new Set(audiences)],
  });
  const { household } = plan;
  const cancelled = household === 0 ? [] : await cancelOlder(ports, identity, own, household);
  return ok({
    statements: [...revocations, ...begun.statements, ...cancelled],
    keys: [...begun.keyring.keys.values()],
    keysChanged: begun.statements.length,
  });
}

/** The standings of devices that were not stopped. */
export function stillHere(standings: readonly Standing[]): readonly Standing[] {
  return standings.filter(({ revoked }) => revoked === undefined);
}

/** Devices of a household that were not stopped; its cards are none. */
export function devicesOf(own: OwnMembership, household: number): readonly Standing[] {
  const all = [...own.authority.standings.values()].flat();
  return stillHere(all).filter(
    ({ roles, household: place }) => place === household && !roles.has("invite"),
  );
}

/** The device that a screen means. Errors: undefined for one that is unknown or was stopped. */
export function deviceMeant(own: OwnMembership, device: DeviceId): Standing | undefined {
  return stillHere(standingsOf(own.authority, device))[0];
}
