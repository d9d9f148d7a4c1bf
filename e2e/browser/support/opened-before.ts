/**
 * A browser that opened the app before, for all that is not about the first visit: it keeps the app's files, and nothing of a person.
 *
 * The first visit, with all that the service worker fetches, is as much work as the rest of a short test (measured: 3 s of a
 * processor of 7). The app's files are kept for an address, port and all; so relays of one test worker come back to one port.
 */
import { cpSync, existsSync } from "node:fs";
import { mkdtemp, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inject } from "vitest";
import { openDevice } from "./device.ts";
import { button, untilKeptOffline } from "./people.ts";
import { canListen } from "./relay.ts";

declare module "vitest" {
  export interface ProvidedContext {
    /** A port for each test worker. */
    readonly workerPorts: readonly number[];
    /** Where profiles are kept while the tests run, by port. */
    readonly profilesDir: string;
  }
}

/** What in a profile is about a person, or is not needed to have the app. */
const notTheApp = ["IndexedDB", "Local Storage", "Session Storage", "Cache", "GPUCache"];

/** The port that this test worker's relays come back to; undefined while something listens there. */
export async function workerPort(): Promise<number | undefined> {
  const port = inject("workerPorts")[Number(process.env["VITEST_POOL_ID"]) - 1];
  return port !== undefined && (await canListen(port)) ? port : undefined;
}

/** The profile of a browser that was at this relay's address, to be copied; made the first time that it is asked for. */
export async function profileOpenedBefore(relay: {
  readonly url: string;
  readonly port: number;
}): Promise<string> {
  const kept = join(inject("profilesDir"), String(relay.port));
  if (!existsSync(kept)) await rename(await visit(relay.url), kept);
  return kept;
}

/** A profile of its own, for one device. */
export async function copyProfile(kept: string): Promise<string> {
  const profileDir = await mkdtemp(join(tmpdir(), "tomoshibi-device-"));
  cpSync(kept, profileDir, { recursive: true });
  return profileDir;
}

/** Opens the app for the first time, until it is on the device whole. */
async function visit(url: string): Promise<string> {
  const { page, profileDir, close } = await openDevice("phone");
  await page.goto(url);
  await button(page, "招待コードで参加する").waitFor();
  await untilKeptOffline(page);
  // Not before: a worker that is still about to take over would do so in every copy, in the middle of a test.
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === "activated");
  await close();
  for (const name of notTheApp)
    await rm(join(profileDir, "Default", name), { recursive: true, force: true });
  return profileDir;
}
