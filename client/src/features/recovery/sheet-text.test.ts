import { toId } from "@tomoshibi/shared/base/ids.ts";
import { encodeSheetQr, formatShare, shareFor } from "@tomoshibi/shared/recovery/share.ts";
import { expect, test } from "vitest";
import { readSheetText } from "./sheet-text.ts";

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
  const read = { type: "read", index: 2, associationName: undefined, relayUrl: undefined };
  expect(readSheetText(lines.join("\n"))).toEqual(read);
});

test("[KEY4] a scanned sheet names its association and relay", () => {
  const text = encodeSheetQr({
    ...{ share, association, associationName: "ひばり町会" },
    relayUrl: "https://relay.example",
  });
  expect(readSheetText(text)).toEqual({
    ...{ type: "read", index: 2 },
    associationName: "ひばり町会",
    relayUrl: "https://relay.example",
  });
});
