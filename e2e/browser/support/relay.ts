/**
 * A real relay for a test: the built one, in a process of its own, with a data folder of its own.
 *
 * It keeps its port over stop and start, as a relay on the internet would: the app must find it again by itself.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { cpSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "./eventually.ts";
import { inRepository } from "./repository.ts";

/** What a test can do to a relay. */
export interface RelayUnderTest {
  /** The address of app and relay, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  readonly dataDir: string;
  /** Everything the relay has printed so far: logs must hold no personal data. */
  output(): string;
  /** The id of the running process, for strace and the like; undefined while it is stopped. */
  pid(): number | undefined;
  /** Starts it again on the same port and folder. */
  start(): Promise<void>;
  /** Ends it gracefully. */
  stop(): Promise<void>;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Deletes all its data; only while it is stopped. */
  wipe(): Promise<void>;
  /** Ends it and removes its folder: the last call of a test. */
  dispose(): Promise<void>;
}

/** Starts a relay on a free port with an empty data folder, or on the ones that are named. */
export async function startRelay(
  options: {
    readonly port?: number;
    readonly dataDir?: string;
    /** What its empty data folder is a copy of, so that it need not make a database first. */
    readonly emptyDataDir?: string;
    /** The built app to serve; the one that was built for these tests if not given. */
    readonly clientDir?: string;
    readonly env?: Readonly<Record<string, string>>;
  } = {},
): Promise<RelayUnderTest> {
  const port = options.port ?? (await findFreePort());
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), "tomoshibi-relay-")));
  // A thousand small files: the promises of node:fs take twice as long.
  if (options.emptyDataDir) cpSync(options.emptyDataDir, dataDir, { recursive: true });
  const url = `http://localhost:${port}`;
  let child: ChildProcess | undefined;
  let printed = "";

  const start = async () => {
    if (child) throw new Error("the relay is running already");
    const started = spawn(process.execPath, [inRepository("sync-server/dist/main.js")], {
      stdio: ["ignore", "pipe", "pipe"],
      env: {
        ...process.env,
        ...options.env,
        PORT: String(port),
        DATA_DIR: dataDir,
        CLIENT_DIR: options.clientDir ?? inRepository("client/dist"),
      },
    });
    child = started;
    const keep = (chunk: Buffer) => {
      printed += chunk.toString();
    };
    started.stdout.on("data", keep);
    started.stderr.on("data", keep);
    await waitUntilHealthy(url, started, () => printed);
  };
  const end = async (signal: NodeJS.Signals) => {
    const ending = child;
    child = undefined;
    if (!ending || ending.exitCode !== null || ending.signalCode !== null) return;
    const ended = once(ending, "exit");
    ending.kill(signal);
    await ended;
  };
  const wipe = async () => {
    if (child) throw new Error("stop the relay before wiping its data");
    await rm(dataDir, { recursive: true, force: true });
  };

  await start();
  return {
    url,
    port,
    dataDir,
    output: () => printed,
    pid: () => child?.pid,
    start,
    stop: () => end("SIGTERM"),
    kill: () => end("SIGKILL"),
    wipe,
    dispose: async () => {
      await end("SIGTERM");
      await wipe();
    },
  };
}

async function waitUntilHealthy(url: string, child: ChildProcess, printed: () => string) {
  await eventually(
    "the relay answers /healthz",
    async () => {
      const ended = child.exitCode !== null || child.signalCode !== null;
      // Ended is not "not yet": answer at once instead of waiting for the time limit.
      if (ended) return "ended" as const;
      return (await fetch(`${url}/healthz`)).ok && ("healthy" as const);
    },
    60_000,
  ).then((state) => {
    if (state === "ended") throw new Error(`the relay ended while starting:\n${printed()}`);
  });
}

/** The fingerprint that a relay prints when it starts; what it prints comes by another way than what it answers. */
export function printedFingerprint({ output }: Pick<RelayUnderTest, "output">): Promise<string> {
  return eventually("the relay printed its fingerprint", () => {
    return /"fingerprint":"([0-9a-f ]+)"/.exec(output())?.[1];
  });
}

/**
 * Finds a port below the range from which the system takes ports for outgoing connections: one from that range
 * could be taken by a browser's own connection while the relay is stopped.
 */
export async function findFreePort(): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt += 1) {
    const port = 20_000 + Math.floor(Math.random() * 10_000);
    if (await canListen(port)) return port;
  }
  throw new Error("no free port between 20000 and 30000");
}

/** Whether nothing listens at this port of this machine. */
export function canListen(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen(port, () => probe.close(() => resolve(true)));
  });
}
