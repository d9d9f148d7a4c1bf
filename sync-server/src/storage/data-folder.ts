/** The relay's data folder: made if it is missing, or refused at once. */
import { mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Makes a folder and those above it, as `mkdir -p` does.
 *
 * Why not `recursive: true`: where a folder that exists takes no folders and says "not there" (/proc does), Node's own goes up and
 * down for ever.
 *
 * Errors: throws the system's, also when the path is a file.
 */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path);
  } catch (cause) {
    const code = codeOf(cause);
    if (code === "ENOENT" && dirname(path) !== path) {
      makeFolder(dirname(path));
      return makeOne(path);
    }
    if (code !== "EEXIST" && code !== "EISDIR" && code !== "EROFS") throw cause;
    if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) throw cause;
  }
}

/** Somebody else may have made it meanwhile. */
function makeOne(path: string): void {
  try {
    mkdirSync(path);
  } catch (cause) {
    if (codeOf(cause) !== "EEXIST") throw cause;
  }
}

function codeOf(cause: unknown): string | undefined {
  return (cause as NodeJS.ErrnoException).code;
}
