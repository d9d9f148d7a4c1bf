/** What came from another device, however it came: the text of a QR code, or a file. [MEET2] */
import type { AssociationId } from "../base/ids.ts";
import { type Bundle, decodeBundle } from "../relay-api/bundle.ts";
import { type SlipEntry, isSlipOf, textToSlip } from "./slip.ts";

/** Largest file that is taken in: it stands in memory as a whole. */
export const FILE_BYTES_MAX = 16 * 1024 * 1024;

/**
 * Copies that claim a known author who did not sign them, in one taking-in or meeting, after which no more is looked at: some
 * 3 ms each. What an honest device hands on unchecked is less: 1,000 entries and 500 kB of authors that it did not know.
 */
export const BAD_SIGNATURES_MAX = 6_000;

/** Statements and entries, all still encoded. */
export interface Parcel {
  readonly statements: readonly Uint8Array[];
  readonly entries: readonly SlipEntry[];
}

/**
 * Opens what came, for a device of an association.
 *
 * Errors: unreadable for what is no slip and no bundle, damaged, or of a newer version; never throws.
 */
export function parcelOf(
  association: AssociationId,
  input: string | Uint8Array,
): Parcel | "unreadable" | "otherAssociation" | "tooLarge" {
  if (typeof input === "string") {
    const slip = textToSlip(input);
    if (slip === undefined) return "unreadable";
    return isSlipOf(slip, association) ? slip : "otherAssociation";
  }
  if (input.length > FILE_BYTES_MAX) return "tooLarge";
  const bundle = decodeBundle(input);
  if (bundle === undefined) return "unreadable";
  return bundle.association === association ? fromBundle(bundle) : "otherAssociation";
}

function fromBundle({ statements, streams }: Bundle): Parcel {
  return {
    statements,
    entries: streams
      // Statements have their own list; the intake is a relay's.
      .filter(({ stream }) => stream !== "membership" && stream !== "intake")
      .flatMap(({ stream, entries }) => entries.map((bytes) => ({ stream, bytes }))),
  };
}
