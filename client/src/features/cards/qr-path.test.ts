import { decodeQR } from "qr/decode.js";
import { expect, test } from "vitest";
import { drawQr } from "./qr-path.ts";

test("what is drawn on a card reads back as the same text", () => {
  const text = "TOMOSHIBI:ABCDEFGH23456789";
  const { size, path } = drawQr(text);
  const scale = 4;
  const side = size * scale;
  const data = new Uint8Array(side * side * 4).fill(255);
  for (const [, column, row] of path.matchAll(/M(\d+) (\d+)h/g)) {
    for (let dy = 0; dy < scale; dy += 1) {
      for (let dx = 0; dx < scale; dx += 1) {
        const pixel = ((Number(row) * scale + dy) * side + Number(column) * scale + dx) * 4;
        data.fill(0, pixel, pixel + 3);
      }
    }
  }
  expect(decodeQR({ width: side, height: side, data })).toBe(text);
});
