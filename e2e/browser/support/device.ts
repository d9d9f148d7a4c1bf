/**
 * A person's device: real Chromium with a profile folder that outlives the browser process.
 *
 * Ending it with SIGKILL and opening the same profile again is how tests prove that what was saved is saved.
 */
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type BrowserContext, chromium, devices, type Page } from "playwright-core";
import { eventually } from "./eventually.ts";

/** The two sizes that every screen is looked at in. */
export type DeviceSize = "phone" | "laptop";

/** A running browser on a profile. */
export interface Device {
  readonly context: BrowserContext;
  /** The first page of the browser. */
  readonly page: Page;
  readonly profileDir: string;
  /** Errors that pages printed or threw, for a test to look at. */
  readonly pageErrors: readonly string[];
  /** Ends the browser as a dead battery would; the profile stays. */
  kill(): Promise<void>;
  /** Ends the browser as a person would; the profile stays. */
  close(): Promise<void>;
  /** Ends the browser and removes the profile: the last call of a test. */
  dispose(): Promise<void>;
}

const phone = {
  viewport: { width: 390, height: 844 },
  screen: { width: 390, height: 844 },
  deviceScaleFactor: 2,
  hasTouch: true,
  isMobile: true,
  userAgent: devices["Pixel 7"]?.userAgent ?? "",
};
/**
 * What a browser without a person needs not do. The last two: a page of the browser's own that it loads ahead at every start,
 * in case somebody types an address; it took as long as the app's first visit (measured: 0.9 s of a processor). Chromium takes the
 * last list that it is given, so Playwright's own, without what is Edge's, stands here too.
 */
const withoutFeatures = [
  ...["AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"],
  ...["HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding"],
  ...["ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints"],
  ...["NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch"],
  ...["WebUIOmniboxPopup", "PreloadTopChromeWebUI"],
];
const laptop = { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1 };

/** Opens a browser of a size, on a fresh profile or on one that an earlier device left. */
export async function openDevice(
  size: DeviceSize,
  options: {
    readonly profileDir?: string;
    readonly locale?: string;
    /** Without WebAssembly in pages and workers, and without a compiler: as an iPhone in lockdown mode. */
    readonly isWithoutWebAssembly?: boolean;
    /** A video (YUV4MPEG2) that stands for what its camera sees. */
    readonly cameraVideo?: string;
  } = {},
): Promise<Device> {
  const profileDir = options.profileDir ?? (await mkdtemp(join(tmpdir(), "tomoshibi-device-")));
  const context = await chromium.launchPersistentContext(profileDir, {
    ...(size === "phone" ? phone : laptop),
    executablePath: chromiumPath(),
    locale: options.locale ?? "ja-JP",
    timezoneId: "Asia/Tokyo",
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      `--disable-features=${withoutFeatures.join(",")}`,
      ...(options.isWithoutWebAssembly ? ["--js-flags=--jitless"] : []),
      ...(options.cameraVideo === undefined
        ? []
        : [
            // A machine that runs tests may have no network but itself for two devices to meet in.
            "--allow-loopback-in-peer-connection",
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            `--use-file-for-fake-video-capture=${options.cameraVideo}`,
          ]),
    ],
  });
  const pageErrors: string[] = [];
  context.on("weberror", (error) => pageErrors.push(String(error.error())));
  context.on("console", (line) => {
    if (line.type() === "error") pageErrors.push(line.text());
  });
  const close = async () => {
    await context.close();
  };
  return {
    context,
    page: context.pages()[0] ?? (await context.newPage()),
    profileDir,
    pageErrors,
    kill: () => killBrowser(profileDir),
    close,
    dispose: async () => {
      await close();
      await rm(profileDir, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

/** The Chromium to drive: CHROMIUM_PATH, or Debian's. */
export function chromiumPath(): string {
  const path = process.env["CHROMIUM_PATH"] ?? "/usr/bin/chromium";
  if (!existsSync(path)) throw new Error(`no Chromium at ${path}: set CHROMIUM_PATH`);
  return path;
}

/** Sends SIGKILL to every process of the profile at once and waits until none is left. */
async function killBrowser(profileDir: string): Promise<void> {
  const pids = processesOf(profileDir);
  if (pids.length === 0) throw new Error("no browser runs on this profile");
  for (const pid of pids) {
    try {
      process.kill(pid, "SIGKILL");
    } catch {
      // A child that ended together with its parent is what was wanted.
    }
  }
  await eventually("the killed browser is gone", () => processesOf(profileDir).length === 0);
}

function processesOf(profileDir: string): number[] {
  return execFileSync("ps", ["-eo", "pid=,stat=,args="], { encoding: "utf8", maxBuffer: 1 << 26 })
    .split("\n")
    .filter((line) => line.includes(`--user-data-dir=${profileDir}`))
    .map((line) => line.trim().split(/\s+/))
    .filter(([, state]) => !state?.startsWith("Z"))
    .map(([pid]) => Number(pid));
}
