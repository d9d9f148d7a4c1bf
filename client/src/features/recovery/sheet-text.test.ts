import { toId } from "@tomoshibi/shared/base/ids.ts";
import { encodeSheetQr, formatShare, shareFor } from "@tomoshibi/shared/recovery/share.ts";
import { expect, test } from "vitest";
import { pairProblem, readSheetText } from "./sheet-text.ts";

const association = toId("association", new Uint8Array(16).fill(3));
const share = shareFor(association, { index: 2, kit: 1 }, new Uint8Array(33).fill(5));
const lines = formatShare(share);

test("[KEY4] a sheet says nothing while it is typed well, and in which line it is wrong", () => {
  expect(readSheetText("")).toEqual({ type: "typing" });
  expect(readSheetText(`${lines[0]} ${lines[1]?.slice(0, 6)}`)).toEqual({ type: "typing" });
  expect(readSheetText(`${lines[1]} ${lines[0]?.slice(1)}5`)).toEqual({
    type: "wrongLine",
    line: 2,
  });
  expect(readSheetText("ひらがな")).toEqual({ type: "wrong" });
  const read = { type: "read", share, associationName: undefined, relayUrl: undefined };
  expect(readSheetText(lines.join("\n"))).toEqual(read);
});

test("[KEY4] a scanned sheet names its association and relay", () => {
  const text = encodeSheetQr({
    ...{ share, association, associationName: "ひばり町会" },
    relayUrl: "https://relay.example",
  });
  expect(readSheetText(text)).toEqual({
    ...{ type: "read", share },
    associationName: "ひばり町会",
    relayUrl: "https://relay.example",
  });
});

test("[KEY4] one sheet typed and scanned is the same sheet; sheets of two printings do not go together", () => {
  const code = (index: number, kit: number) =>
    formatShare(shareFor(association, { index, kit }, new Uint8Array(33).fill(index))).join("\n");
  expect(pairProblem([code(1, 1), ""])).toBeUndefined();
  expect(pairProblem([code(1, 1), code(3, 1)])).toBeUndefined();
  expect(pairProblem([code(1, 1), code(3, 2)])).toBe("OtherKit");
  const sheet = { share, association, associationName: "", relayUrl: "" };
  expect(pairProblem([lines.join(" "), encodeSheetQr(sheet)])).toBe("SameSheet");
});
