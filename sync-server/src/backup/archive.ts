/**
 * A folder as one compressed file, by the system's own tar, which every system has and streams what is larger than memory.
 */
import { spawn } from "node:child_process";
import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";

/** Readable by its owner only: a back-up holds the relay's own key. */
const PRIVATE = 0o600;

/** Packs `name`, which stands in `folder`, into a new file. Errors: throws; the file may be there in part. */
export async function packFolder(folder: string, name: string, file: string): Promise<void> {
  const tar = runTar(["-C", folder, "-cf", "-", name]);
  const packed = createWriteStream(file, { flags: "wx", mode: PRIVATE });
  await allEnded([pipeline(tar.child.stdout, createGzip(), packed), tar.ended]);
}

/** Unpacks a file into a folder that is there. Errors: throws; some of it may be there. */
export async function unpackInto(folder: string, file: string): Promise<void> {
  const tar = runTar(["-C", folder, "-xf", "-", "--no-same-owner"]);
  await allEnded([pipeline(createReadStream(file), createGunzip(), tar.child.stdin), tar.ended]);
}

/** Waits for all even if one fails: a tar that still runs would write into what its caller tidies away. */
async function allEnded(works: readonly Promise<void>[]): Promise<void> {
  await Promise.allSettled(works);
  await Promise.all(works);
}

function runTar(args: readonly string[]) {
  const child = spawn("tar", args, { stdio: ["pipe", "pipe", "ignore"] });
  const ended = new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`tar ended with ${code}`));
    });
  });
  return { child, ended };
}
