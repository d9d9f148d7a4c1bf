/** What a person has typed or scanned of one sheet, while it is not yet whole. The engine judges two of them. [KEY4] */
import {
  checkPair,
  decodeSheetQr,
  type PairError,
  parseShareCode,
  type RecoveryShare,
} from "@tomoshibi/shared/recovery/share.ts";

/** typing: nothing is wrong so far. `line` counts from 1. */
export type SheetText =
  | { readonly type: "typing" }
  | { readonly type: "wrongLine"; readonly line: number }
  | { readonly type: "wrong" }
  | {
      readonly type: "read";
      readonly share: RecoveryShare;
      readonly associationName: string | undefined;
      readonly relayUrl: string | undefined;
    };

/** Reads it. */
export function readSheetText(text: string): SheetText {
  const scanned = decodeSheetQr(text.trim());
  if (scanned !== undefined) {
    const { share, associationName, relayUrl } = scanned;
    return { type: "read", share, associationName, relayUrl };
  }
  const typed = parseShareCode(text);
  if (typed.ok)
    return { type: "read", share: typed.value, associationName: undefined, relayUrl: undefined };
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

/** Why two whole sheets do not go together; undefined while one is missing and when they do. */
export function pairProblem(sheets: readonly [string, string]): PairError["type"] | undefined {
  const [first, second] = sheets.map(readSheetText);
  if (first?.type !== "read" || second?.type !== "read") return undefined;
  const pair = checkPair(first.share, second.share);
  return pair.ok ? undefined : pair.error.type;
}
