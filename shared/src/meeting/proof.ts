/**
 * The proof that each side of a meeting gives before anything else: its certificates up to the root, and its signature over
 * this connection. Who has been shown the codes learns nothing more without it. [MEET2]
 *
 * Signed are the hashes of both keys of the connection, as they stood in the codes, so that a proof is of no use in another
 * meeting, and nobody can stand in between.
 */
import { type CborValue, decodeCbor, encodeCbor, isBytes, isList, isTuple } from "../base/cbor.ts";
import { type AssociationId, type DeviceId, ID_BYTES, idBytes, toId } from "../base/ids.ts";
import { SIGNATURE_BYTES, sign, verify } from "../crypto/sign.ts";
import {
  type Authority,
  computeAuthority,
  standingOfKey,
  standingsOf,
} from "../membership/authority.ts";
import { withChain } from "../membership/chain.ts";
import type { Standing } from "../membership/standing.ts";
import { type Role, type Statement, decodeStatement } from "../membership/statement.ts";
import type { SignalPair } from "./signal.ts";

/** Most statements in a proof: each is a signature to check, before anything is known of who sent it. */
export const PROOF_STATEMENTS_MAX = 64;

/** One end of a connection. */
export interface ConnectionEnd {
  /** Hashes of both keys, from the codes. */
  readonly offerKey: Uint8Array;
  readonly answerKey: Uint8Array;
  /** Which side's proof it is. */
  readonly side: "offer" | "answer";
}

/** Whose proof it turned out to be. */
export type Proven =
  | {
      readonly type: "member";
      readonly standing: Standing;
      /** Its certificates, which may be news here. */
      readonly statements: readonly Statement[];
    }
  /** Nobody whom the association's root stands for, of another association, or no valid signature. */
  | { readonly type: "stranger" }
  /** A device that was stopped. */
  | { readonly type: "stopped" };

/** Those who use the app; a card's key and a relay meet nobody. */
const ROLES: readonly Role[] = ["root", "admin", "officer", "groupLeader", "desk", "member"];

/** One end of the connection that two codes make. */
export function endOf({ offer, answer }: SignalPair, side: ConnectionEnd["side"]): ConnectionEnd {
  return { offerKey: offer.keyHash, answerKey: answer.keyHash, side };
}

/** Makes a device's proof: `[device 8B, [statement…], signature 64B]`. */
export function makeProof(
  authority: Authority,
  { device, signSeed }: { readonly device: DeviceId; readonly signSeed: Uint8Array },
  end: ConnectionEnd,
): Uint8Array {
  const own = authority.certificates.get(device) ?? [];
  const chain = withChain(withoutOthersEnds(authority, device), own);
  const statements = chain.map(({ bytes }) => bytes);
  const signature = sign(signedBytes(authority.association, end), signSeed);
  return encodeCbor([idBytes(device), statements, signature]);
}

/**
 * Leaves out which issuers were stopped or retired: what counts with that counts without, and the end of an office lists all that
 * was ever issued in it, more than a proof has room for.
 */
function withoutOthersEnds(authority: Authority, device: DeviceId): Authority {
  const { revocations, retirements } = authority;
  return {
    ...authority,
    revocations: new Map([...revocations].filter(([subject]) => subject === device)),
    retirements: new Map([...retirements].filter(([subject]) => subject === device)),
  };
}

/**
 * Checks the other side's proof: by its own statements alone, so that a device certified yesterday, elsewhere, is known too;
 * then by what is known here of that key, which may have been stopped.
 *
 * Errors: stranger for all that is not exactly a proof; never throws.
 * Cost:   a signature check for each of its statements, and one.
 */
export function checkProof(authority: Authority, proof: Uint8Array, end: ConnectionEnd): Proven {
  const decoded = decodeProof(authority.association, proof);
  if (decoded === undefined) return { type: "stranger" };
  const { device, statements, signature } = decoded;
  const message = signedBytes(authority.association, end);
  const standing = standingsOf(computeAuthority(authority.association, statements), device).find(
    ({ signKey }) => verify(signature, message, signKey),
  );
  if (standing === undefined) return { type: "stranger" };
  const here = standingOfKey(authority, standing.signKey);
  if (standing.revoked !== undefined || here?.revoked !== undefined) return { type: "stopped" };
  if (!ROLES.some((role) => standing.roles.has(role))) return { type: "stranger" };
  return { type: "member", standing: here ?? standing, statements };
}

interface DecodedProof {
  readonly device: DeviceId;
  readonly statements: readonly Statement[];
  readonly signature: Uint8Array;
}

function decodeProof(association: AssociationId, bytes: Uint8Array): DecodedProof | undefined {
  const value = decodeCbor(bytes);
  if (!isTuple(value, 3)) return undefined;
  const [device, list, signature] = value;
  if (!isBytes(device, ID_BYTES.device) || !isBytes(signature, SIGNATURE_BYTES)) return undefined;
  if (!isList(list) || list.length > PROOF_STATEMENTS_MAX) return undefined;
  const statements = list.flatMap((item: CborValue) =>
    isBytes(item) ? (decodeStatement(association, item) ?? []) : [],
  );
  return { device: toId("device", device), statements, signature };
}

function signedBytes(association: AssociationId, end: ConnectionEnd): Uint8Array {
  const side = end.side === "offer" ? 0 : 1;
  return encodeCbor([
    "tomoshibi/meeting/1",
    idBytes(association),
    end.offerKey,
    end.answerKey,
    side,
  ]);
}
