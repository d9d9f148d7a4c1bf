/**
 * The first thing every command does: say in one sentence when Node is too old.
 *
 * Only syntax and imports that Node 18 knows may stand in this file and in what it imports; everything else is
 * imported later, or an old Node would answer with a stack trace instead of a sentence.
 */
import { giveUp } from "./say.mjs";

const oldest = [20, 19];

/** Ends the script when this Node is older than 20.19. */
export function requireNode(version = process.versions.node) {
  const [major, minor] = version.split(".").map(Number);
  if (major > oldest[0] || (major === oldest[0] && minor >= oldest[1])) return;
  giveUp(
    `Node.js ${version} は古すぎます。20.19 以上を入れてください`,
    `Node.js ${version} is too old: please install 20.19 or newer (https://nodejs.org)`,
  );
}
