/** Finds the Chromium that browser tests drive, and installs Debian's where none is. */
import { existsSync } from "node:fs";
import { installFromDebian } from "./debian.mjs";
import { succeeds } from "./run.mjs";
import { giveUp } from "./say.mjs";

const usualPlaces = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];
const packages = ["chromium", "fonts-noto-cjk"];

/** The path of a Chromium: CHROMIUM_PATH if set, else the first one found in the usual places. */
export function findChromium() {
  const chosen = process.env.CHROMIUM_PATH;
  return chosen ? (existsSync(chosen) ? chosen : undefined) : usualPlaces.find(existsSync);
}

/** Makes sure that there is a Chromium and a font for Japanese; ends the script with one sentence if there cannot be. */
export async function requireChromium() {
  if (!hasAll() && !process.env.CHROMIUM_PATH)
    await installFromDebian("Chromium と日本語の文字", packages);
  const path = findChromium();
  if (path) return path;
  return giveUp(
    "Chromium がありません。Chromium か Chrome を入れるか、CHROMIUM_PATH に場所を書いてください",
    "no Chromium found: install Chromium or Chrome (Debian: apt-get install chromium fonts-noto-cjk), or set CHROMIUM_PATH to one that exists",
  );
}

/** Fonts are asked for on Linux only: other systems come with Japanese, and there every text would be boxes. */
function hasAll() {
  const hasFont =
    process.platform !== "linux" || succeeds("sh", ["-c", "fc-list :lang=ja | grep -q ."]);
  return findChromium() !== undefined && hasFont;
}
