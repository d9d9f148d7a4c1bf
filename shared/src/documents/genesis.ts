/**
 * The first change of each document, as bytes that never change: so that replicas that begin apart share one root. [DOC1]
 *
 * Each makes one empty map, `fields`, by an actor of its own (sixteen bytes: 0…01 to 0…04), so that a change of one document
 * cannot be applied to another: what it depends on is not there.
 */
import { hexToBytes } from "../base/bytes.ts";
import type { DocumentName } from "../records/record.ts";

/** The genesis change of a document. All fiscal years of circulars share one. */
export function genesisOf(document: DocumentName): Uint8Array {
  switch (document) {
    case "roster":
      return genesis("f601f53b", 1);
    case "followUps":
      return genesis("6537922c", 2);
    case "settings":
      return genesis("93874c00", 3);
    default:
      return genesis("5ee4029e", 4);
  }
}

/** Automerge's encoding of "make the map `fields` at the root", by checksum and actor. Pinned by a test. */
function genesis(checksum: string, actor: number): Uint8Array {
  return hexToBytes(
    `856f4a83${checksum}013100100000000000000000000000000000000${actor}` +
      "010100000005150834014202560270027f066669656c6473017f007f007f00",
  );
}
