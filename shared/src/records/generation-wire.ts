/** The wire form of the beginning of a document's generation. [DOC3] */
import { type CborValue, isUint } from "../base/cbor.ts";
import { idBytes } from "../base/ids.ts";
import { isSeconds, parseDocumentName, readRecordIds } from "./fields.ts";
import { GENERATION_IDS_MAX, GENERATION_PAGES_MAX, type GenerationBegun } from "./record.ts";

/** The fields of a `generationBegun`. */
export function generationFields(begun: GenerationBegun): readonly CborValue[] {
  const { document, generation, previous, page, pages, parts, summed, atSeconds } = begun;
  const ids = [parts.map(idBytes), summed.map(idBytes)];
  return [document, generation, previous, page, pages, ...ids, atSeconds];
}

/** Reads them. Errors: undefined when malformed, over a limit, or of a generation that does not come after its own origin. */
export function readGeneration(fields: readonly CborValue[]): GenerationBegun | undefined {
  const [name, generation, previous, page, pages, partIds, summedIds, atSeconds] = fields;
  const document = parseDocumentName(name);
  const parts = readRecordIds(partIds, GENERATION_IDS_MAX);
  const summed = readRecordIds(summedIds, GENERATION_IDS_MAX);
  if (fields.length !== 8 || document === undefined) return undefined;
  // Nobody begins the first, 1: one that said so would come after itself, and whoever walks the tree would never arrive.
  if (!isUint(generation) || !isUint(previous, generation - 1) || previous < 1) return undefined;
  if (!isUint(pages, GENERATION_PAGES_MAX) || !isUint(page, pages - 1)) return undefined;
  if (parts === undefined || summed === undefined || !isSeconds(atSeconds)) return undefined;
  return {
    kind: "generationBegun",
    ...{ document, generation, previous, page, pages, parts, summed, atSeconds },
  };
}
