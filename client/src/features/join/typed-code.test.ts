import { expect, test } from "vitest";
import { shapeTypedCode } from "./typed-code.ts";

test("[MEM6] a code may be typed in any width, case and spacing", () => {
  expect(shapeTypedCode("abcd efgh")).toBe("ABCD-EFGH");
  expect(shapeTypedCode("ＡＢＣＤ－ｅｆ")).toBe("ABCD-EF");
  expect(shapeTypedCode("ab-cd-ef")).toBe("ABCD-EF");
  expect(shapeTypedCode("")).toBe("");
});

test("a hyphen that was just deleted does not come back", () => {
  expect(shapeTypedCode("ABCD-")).toBe("ABCD");
});

test("the pasted text of a QR code stays whole", () => {
  expect(shapeTypedCode("TOMOSHIBI:A%B C")).toBe("TOMOSHIBI:A%B C");
});
