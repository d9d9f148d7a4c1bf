/**
 * The root seed, split over three sheets of paper and joined from two of them. [KEY4]
 *
 * The audited library draws its coefficients from the platform's own randomness, so it stands here and not in the pure core; what
 * sheets say and whether a joined seed is the association's is shared/recovery's.
 */
import { combine, split } from "shamir-secret-sharing";
import type { AssociationId } from "@tomoshibi/shared/base/ids.ts";
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import { type DeviceKeys, rootKeysOf } from "@tomoshibi/shared/membership/device-keys.ts";
import type { Random } from "@tomoshibi/shared/ports/random.ts";
import {
  type RecoveryShare,
  SHARES,
  SHARES_NEEDED,
  associationOfSeed,
  checkPair,
  decodeSheetQr,
  parseShareCode,
  shareFor,
} from "@tomoshibi/shared/recovery/share.ts";
import type { EngineFailure, TypedSheets } from "../api.ts";
import type { OnboardingPorts } from "./ports.ts";

/** What two sheets say together. `rootSeed` is secret. */
export interface JoinedSheets {
  readonly association: AssociationId;
  readonly rootSeed: Uint8Array;
}

/** Splits the root seed. Each call makes another kit: sheets of two kits do not go together. */
export async function splitSeed(
  deps: { readonly random: Random },
  association: AssociationId,
  rootSeed: Uint8Array,
): Promise<readonly RecoveryShare[]> {
  const [kit = 0] = deps.random.bytes(1);
  const parts = await split(rootSeed, SHARES, SHARES_NEEDED);
  return parts.map((bytes, place) => shareFor(association, { index: place + 1, kit }, bytes));
}

/** Joins two sheets, typed or scanned. Errors: sheetsWrong, also when what they join to is not the association's root. */
export async function joinSheets(texts: TypedSheets): Promise<Result<JoinedSheets, EngineFailure>> {
  const [first, second] = texts.map(readSheet);
  if (first === undefined || second === undefined || !checkPair(first.share, second.share).ok)
    return WRONG;
  if (first.association && second.association && first.association !== second.association)
    return WRONG;
  const rootSeed = await combine([first.share.bytes, second.share.bytes]).catch(() => undefined);
  const expected = first.association ?? second.association;
  const association = rootSeed && associationOfSeed(rootSeed, first.share, expected);
  return rootSeed && association ? ok({ association, rootSeed }) : WRONG;
}

/**
 * The root's seed: from this device while it holds it, else from two sheets. [KEY4]
 *
 * Errors: rootNeeded when there is neither; sheetsWrong, also for the sheets of another association.
 */
export async function rootSeedFrom(
  { replica }: Pick<OnboardingPorts, "replica">,
  sheets: TypedSheets | undefined,
): Promise<Result<Uint8Array, EngineFailure>> {
  const { identity } = replica;
  if (identity === undefined) return err({ type: "notAllowed" });
  if (identity.rootSeed !== undefined) return ok(identity.rootSeed);
  if (sheets === undefined) return err({ type: "rootNeeded" });
  const joined = await joinSheets(sheets);
  if (!joined.ok) return joined;
  return joined.value.association === identity.association ? ok(joined.value.rootSeed) : WRONG;
}

/** The root's keys, from {@link rootSeedFrom}. */
export async function rootFrom(
  ports: Pick<OnboardingPorts, "replica">,
  sheets: TypedSheets | undefined,
): Promise<Result<DeviceKeys, EngineFailure>> {
  const seed = await rootSeedFrom(ports, sheets);
  return seed.ok ? ok(rootKeysOf(seed.value)) : seed;
}

const WRONG = err<EngineFailure>({ type: "sheetsWrong" });

function readSheet(
  text: string,
): { readonly share: RecoveryShare; readonly association: AssociationId | undefined } | undefined {
  const scanned = decodeSheetQr(text.trim());
  if (scanned !== undefined) return scanned;
  const typed = parseShareCode(text);
  return typed.ok ? { share: typed.value, association: undefined } : undefined;
}
