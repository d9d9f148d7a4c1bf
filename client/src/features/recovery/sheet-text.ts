/** What a person has typed or scanned of one sheet, while it is not yet whole. The engine judges two of them. [KEY4] */
import { decodeSheetQr, parseShareCode } from "@tomoshibi/shared/recovery/share.ts";

/** typing: nothing is wrong so far. `line` counts from 1. */
export type SheetText =
  | { readonly type: "typing" }
  | { readonly type: "wrongLine"; readonly line: number }
  | { readonly type: "wrong" }
  | {
      readonly type: "read";
      readonly index: number;
      readonly associationName: string | undefined;
      readonly relayUrl: string | undefined;
    };

/** Reads it. */
export function readSheetText(text: string): SheetText {
  const scanned = decodeSheetQr(text.trim());
  if (scanned !== undefined) {
    const { share, associationName, relayUrl } = scanned;
    return { type: "read", index: share.index, associationName, relayUrl };
  }
  const typed = parseShareCode(text);
  if (typed.ok) {
    const { index } = typed.value;
    return { type: "read", index, associationName: undefined, relayUrl: undefined };
  }
  switch (typed.error.type) {
    case "TooShort":
      return { type: "typing" };
    case "LineWrong":
      return { type: "wrongLine", line: typed.error.line };
    case "BadCharacter":
    case "TooLong":
    case "NotASheet":
      return { type: "wrong" };
  }
}
