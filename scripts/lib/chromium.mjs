/** Finds the Chromium that browser tests drive, and installs Debian's where none is. */
import { existsSync } from "node:fs";
import { run, succeeds } from "./run.mjs";
import { giveUp, say } from "./say.mjs";

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
  if (!hasAll() && !process.env.CHROMIUM_PATH) await installFromDebian();
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

async function installFromDebian() {
  if (!succeeds("apt-get", ["--version"])) return;
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && !succeeds("sudo", ["-n", "true"])) {
    // A browser without the font still runs the tests; without a browser requireChromium has the last word.
    if (!findChromium())
      giveUp(
        "Chromium がありません。sudo apt-get install chromium fonts-noto-cjk をしてから、もう一度 npm test をしてください",
        "no Chromium, and no right to install it: run sudo apt-get install chromium fonts-noto-cjk, then npm test again",
      );
    return;
  }
  say("Chromium と日本語の文字を入れています", `installing ${packages.join(" and ")}`);
  const asRoot = (args) =>
    isRoot
      ? run("apt-get", args, { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } })
      : run("sudo", ["-n", "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", ...args]);
  await asRoot(["update", "-q"]);
  const exitCode = await asRoot(["install", "-y", "-q", "--no-install-recommends", ...packages]);
  if (exitCode !== 0) say("入れられませんでした", `apt-get failed (exit code ${exitCode})`);
}
