/**
 * The exclusive lock on a data folder: one relay process a folder, for PGlite has no lock of its own and two processes
 * lose data silently. [REL3]
 *
 * Why Unix sockets: the kernel closes them with their process, so a lock cannot outlive `kill -9`; Node has no flock; a
 * file with a process id lies after a reboot and between containers that share a folder, where the same number is another
 * process. A socket file answers or refuses wherever the folder is seen on this machine.
 *
 * How it is exclusive: each process first listens on a socket of its own in the folder, then calls all others there. Of
 * two processes, the one that listened last must find the other. Two that start in the same instant may both be refused:
 * that is safe, and a person starts one again.
 */
import { randomUUID } from "node:crypto";
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, rmSync } from "node:fs";
import { createConnection, createServer } from "node:net";
import type { Server } from "node:net";
import { join } from "node:path";
import { err, ok } from "@tomoshibi/shared/base/result.ts";
import type { Result } from "@tomoshibi/shared/base/result.ts";

/** A held lock. */
export interface DataLock {
  release(): Promise<void>;
}

/** Why there is no lock; `Unwritable` when the folder takes no socket at all. */
export type DataLockError =
  | { readonly type: "Locked" }
  | { readonly type: "Unwritable"; readonly cause: unknown };

/** Length of a socket's path that every system takes (macOS 104 bytes, Linux 108, with the closing zero). */
const SOCKET_PATH_BYTES_MAX = 103;
/** How often a lock is tried whose own file was taken for a dead one while it was being made. */
const ATTEMPTS_MAX = 3;

/** Locks a folder that exists, until `release` or the process's end, however it ends. */
export async function lockDataFolder(folder: string): Promise<Result<DataLock, DataLockError>> {
  const lockFolder = join(folder, "lock");
  try {
    mkdirSync(lockFolder, { recursive: true, mode: 0o700 });
    return await claim(lockFolder, ATTEMPTS_MAX);
  } catch (cause) {
    return err({ type: "Unwritable", cause });
  }
}

async function claim(
  lockFolder: string,
  attemptsLeft: number,
): Promise<Result<DataLock, DataLockError>> {
  const door = openDoor(lockFolder);
  const ownName = `${randomUUID()}.sock`;
  const server = await listen(door.pathOf(ownName));
  const release = async () => {
    await new Promise((resolve) => server.close(resolve));
    rmSync(join(lockFolder, ownName), { force: true });
    door.close();
  };
  for (const name of readdirSync(lockFolder)) {
    if (name === ownName || !name.endsWith(".sock")) continue;
    if (await answers(door.pathOf(name))) {
      await release();
      return err({ type: "Locked" });
    }
    rmSync(join(lockFolder, name), { force: true });
  }
  // Between making the file and listening, another start may have taken ours for a dead one and removed it.
  if (existsSync(join(lockFolder, ownName))) return ok({ release });
  await release();
  return attemptsLeft > 1 ? claim(lockFolder, attemptsLeft - 1) : err({ type: "Locked" });
}

/** How to name sockets in a folder, whose own path may be longer than a socket's path can be. */
function openDoor(lockFolder: string): { pathOf(name: string): string; close(): void } {
  const nameBytes = "/00000000-0000-0000-0000-000000000000.sock".length;
  const isShort = Buffer.byteLength(lockFolder) + nameBytes <= SOCKET_PATH_BYTES_MAX;
  if (isShort || process.platform !== "linux") {
    return { pathOf: (name) => join(lockFolder, name), close: () => undefined };
  }
  const descriptor = openSync(lockFolder, "r");
  return {
    pathOf: (name) => `/proc/self/fd/${descriptor}/${name}`,
    close: () => closeSync(descriptor),
  };
}

function listen(path: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer((visitor) => visitor.destroy());
    server.once("error", reject);
    server.listen(path, () => resolve(server));
    // The lock shall not be what keeps a process alive that has nothing else to do.
    server.unref();
  });
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", (error: NodeJS.ErrnoException) => {
      // Refused or gone: nobody listens. Anything else (no permission, too many files) tells nothing about the owner.
      if (error.code === "ECONNREFUSED" || error.code === "ENOENT") resolve(false);
      else reject(error);
    });
  });
}
