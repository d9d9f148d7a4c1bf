/**
 * The proof by which the subject of an invite's certificate agrees to it: whoever holds a card could otherwise claim a
 * neighbour's signing key for its own household, or give it another sealing key. [MEM6]
 */
import { encodeCbor } from "../base/cbor.ts";
import { type AssociationId, idBytes } from "../base/ids.ts";
import { type VerifySignature, sign, verify } from "../crypto/sign.ts";
import type { Certificate } from "./statement.ts";

/** What a subject signs of a certificate that an invite issues for it. */
export type ProvenPlace = Pick<
  Certificate,
  "signKey" | "sealKey" | "household" | "group" | "issuer"
>;

/** Proves that the subject of an invite's certificate wants these keys in this household. [MEM6] */
export function signSubjectProof(
  association: AssociationId,
  place: ProvenPlace,
  signSeed: Uint8Array,
): Uint8Array {
  return sign(proofBytes(association, place), signSeed);
}

/** Tells whether a certificate carries its subject's proof. [MEM6] */
export function isSubjectProven(
  association: AssociationId,
  certificate: Certificate,
  verifySignature: VerifySignature = verify,
): boolean {
  return verifySignature(
    certificate.proof,
    proofBytes(association, certificate),
    certificate.signKey,
  );
}

function proofBytes(association: AssociationId, place: ProvenPlace): Uint8Array {
  const { signKey, sealKey, household, group, issuer } = place;
  const fields = [signKey, sealKey, household, group, idBytes(issuer)];
  return encodeCbor(["tomoshibi/subject/1", idBytes(association), fields]);
}
