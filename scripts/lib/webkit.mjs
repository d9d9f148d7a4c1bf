/** Finds WebKitGTK, its WebDriver and a screen for it, and installs Debian's where they are missing. */
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { installFromDebian } from "./debian.mjs";
import { succeeds } from "./run.mjs";
import { giveUp } from "./say.mjs";

const packages = ["webkit2gtk-driver", "xvfb"];
/** Debian keeps the browser beside the library, in a folder with the library's version. */
const libraries = ["/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu"];

/** The path of the browser that WebKit's driver starts; ends the script with one sentence if there cannot be one. */
export async function requireWebKit() {
  if (!hasAll()) await installFromDebian("WebKit", packages);
  const path = findBrowser();
  if (path !== undefined && hasAll()) return path;
  return giveUp(
    "WebKit がありません。Debian の webkit2gtk-driver と xvfb を入れてください",
    "no WebKit found: on Debian, apt-get install webkit2gtk-driver xvfb",
  );
}

function hasAll() {
  const isThere = (program) => succeeds("sh", ["-c", `command -v ${program}`]);
  return findBrowser() !== undefined && isThere("WebKitWebDriver") && isThere("Xvfb");
}

function findBrowser() {
  return libraries
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((name) => join(folder, name, "MiniBrowser")))
    .find((path) => path.includes("webkit2gtk") && existsSync(path));
}
