/** Visits every screen in both sizes and writes a picture of each. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Device, type DeviceSize, openDevice } from "./device.ts";
import { startRelay } from "./relay.ts";
import type { Screen } from "./screen.ts";
import { screens } from "./screens.ts";

const sizes: readonly DeviceSize[] = ["phone", "laptop"];

/**
 * Writes `<name>-<size>.png` for every screen into `outDir`, against a relay of its own.
 *
 * Errors: never throws for a screen that cannot be reached; the answer names each with its reason.
 */
export async function takeShots(outDir: string): Promise<readonly string[]> {
  await mkdir(outDir, { recursive: true });
  const failures: string[] = [];
  const relay = await startRelay();
  try {
    for (const size of sizes) failures.push(...(await visitScreens(size, relay.url, outDir)));
  } finally {
    await relay.dispose();
  }
  return failures;
}

async function visitScreens(size: DeviceSize, appUrl: string, outDir: string) {
  const failures: string[] = [];
  let device: Device | undefined;
  let isStuck = false;
  for (const screen of screens) {
    // The way to a later screen leads through this one: there is nothing to wait for until the next fresh start.
    if (isStuck && !screen.isFresh) {
      failures.push(`${screen.name} (${size}): not visited, the screen before was not reached`);
      continue;
    }
    if (!device || screen.isFresh) {
      await device?.dispose();
      device = await openDevice(size);
      device.page.setDefaultTimeout(15_000);
    }
    const failure = await visit(screen, device, appUrl);
    isStuck = failure !== undefined;
    if (failure) failures.push(`${screen.name} (${size}): ${failure}`);
    // Taken in either case: a picture of where the way ended is what helps most.
    const name = failure ? `failed-${screen.name}` : screen.name;
    await device.page.screenshot({ path: join(outDir, `${name}-${size}.png`), fullPage: true });
  }
  await device?.dispose();
  return failures;
}

async function visit(screen: Screen, device: Device, appUrl: string) {
  try {
    await screen.open(device.page, appUrl);
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message.split("\n")[0] : String(error);
  }
}
