/**
 * Draws the PNG icons of the home screen from client/public/icon.svg with Chromium; run it after changing the drawing.
 *
 * The maskable one has the lamp smaller, on a full square: systems cut it to a circle or a drop.
 */
import { readFile } from "node:fs/promises";
import { chromium } from "playwright-core";
import { findChromium } from "../scripts/lib/chromium.mjs";
import { inRepository } from "../scripts/lib/paths.mjs";

const drawing = await readFile(inRepository("client", "public", "icon.svg"), "utf8");
const browser = await chromium.launch({ executablePath: findChromium(), args: ["--no-sandbox"] });
for (const [name, size, share] of [
  ["icon-192.png", 192, 1],
  ["icon-512.png", 512, 1],
  ["apple-touch-icon.png", 180, 0.86],
  ["icon-maskable-512.png", 512, 0.8],
]) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  const ground = share < 1 ? "#121412" : "transparent";
  await page.setContent(
    `<body style="margin:0;display:grid;place-items:center;height:100vh;background:${ground}">` +
      `<div style="width:${share * 100}vw;line-height:0">${drawing}</div>`,
  );
  await page.screenshot({ path: inRepository("client", "public", name), omitBackground: true });
}
await browser.close();
