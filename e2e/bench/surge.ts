/**
 * A surge: hundreds of devices open a connection at the same instant, hand in a check-in, and wait for news, while others
 * knock. The relay runs with its database in its own thread and in the main one, in turns, so that the answer is a ratio
 * that a busy machine changes little.
 *
 * What is measured: how long a new connection waits for its first byte (of an answer that needs no storage); how long a
 * check-in takes from dialling to the fsynced answer; how long until the last one is acknowledged.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { Agent, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { hexToBytes, utf8ToBytes } from "@tomoshibi/shared/base/bytes.ts";
import { decodeBundleAnswer, encodeBundle } from "@tomoshibi/shared/relay-api/bundle.ts";
import { checkHealth } from "@tomoshibi/shared/relay-api/health.ts";
import {
  BUNDLE_STATEMENTS_MAX,
  CBOR_TYPE,
  NONCE_HEADER,
  OFFSET_START,
  READ_WAIT_MS_MAX,
  bundlesPath,
  healthPath,
  readsPath,
} from "@tomoshibi/shared/relay-api/paths.ts";
import { encodeReadRequest, signReadToken } from "@tomoshibi/shared/relay-api/reads.ts";
import { type SealedEntry, sealEntry } from "@tomoshibi/shared/entry/entry.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { writeKey } from "@tomoshibi/shared/keys/keyring.ts";
import type { Statement } from "@tomoshibi/shared/membership/statement.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  authorityOf,
  createWorld,
  standingIn,
  writeEntry,
} from "@tomoshibi/shared/testing/association-world.ts";

/** How large, and how often. */
interface SurgeOptions {
  readonly devices: number;
  readonly rounds: number;
}

/** One run of one kind. */
interface Run {
  readonly knockMs: readonly number[];
  readonly checkInMs: readonly number[];
  readonly allMs: number;
  readonly rssMib: number;
  /** The longest that the relay's event loop stood still. */
  readonly stalledMs: number;
  /** Processor time of the relay from its start to its end. */
  readonly cpuMs: number;
}

type Mode = "blocking" | "thread";

const HEALTH_NONCE = "00".repeat(16);
const RECEIPT_EVERY_MS = 500;
/** A check-in's sealed payload and the household's copy of it. */
const PAYLOAD = utf8ToBytes("a check-in of thirty bytes ...");

const { values } = parseArgs({
  options: {
    devices: { type: "string", default: "300" },
    rounds: { type: "string", default: "3" },
  },
});
await surge({ devices: Number(values.devices), rounds: Number(values.rounds) });

/** Runs both kinds in turns and prints medians and ratios. */
async function surge({ devices, rounds }: SurgeOptions): Promise<void> {
  const runs: Record<Mode, Run[]> = { blocking: [], thread: [] };
  for (let round = 1; round <= rounds; round += 1) {
    for (const mode of ["blocking", "thread"] as const) {
      const run = await runOnce(mode, devices, round);
      runs[mode].push(run);
      say(`${round} ${mode.padEnd(8)} ${wordsOf(devices, summaryOf([run]))}`);
    }
  }
  const [blocking, thread] = [summaryOf(runs.blocking), summaryOf(runs.thread)];
  const ratios = Object.fromEntries(
    (Object.keys(thread) as (keyof typeof thread)[]).map((name) => [
      name,
      Number((blocking[name] / thread[name]).toFixed(2)),
    ]),
  );
  say(JSON.stringify({ devices, rounds, blocking, thread, ratios }));
}

async function runOnce(mode: Mode, deviceCount: number, seed: number): Promise<Run> {
  const dataDir = mkdtempSync(join(tmpdir(), "tomoshibi-surge-"));
  const program = fileURLToPath(new URL("surge-relay.js", import.meta.url));
  const child = spawn(process.execPath, [program, dataDir, mode], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  try {
    const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
    const port = Number((await lines.next()).value);
    const world = await createWorld(seed);
    const devices = await settle(world, port, deviceCount);
    const measured = await flood(world, port, devices);
    child.kill("SIGTERM");
    const [rssMib = 0, stalledMs = 0, cpuMs = 0] = String((await lines.next()).value)
      .split(" ")
      .map(Number);
    return { ...measured, rssMib, stalledMs, cpuMs };
  } finally {
    await end(child);
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** The association as the relay knew it before: every device certified, and nobody has answered yet. */
async function settle(
  world: AssociationWorld,
  port: number,
  deviceCount: number,
): Promise<WorldDevice[]> {
  const devices = Array.from({ length: deviceCount }, (_, index) =>
    addDevice(world, { role: "member", household: index + 2, group: 1 }),
  );
  const agent = freshAgent();
  for (let from = 0; from < world.statements.length; from += BUNDLE_STATEMENTS_MAX) {
    const statements = world.statements.slice(from, from + BUNDLE_STATEMENTS_MAX);
    const body = bundleOf(world, world.founder, { statements, streams: [] });
    const { bytes } = await post(agent, port, bundlesPath(world.association), body);
    const verdicts = decodeBundleAnswer(bytes)?.statements.map(({ verdict }) => verdict) ?? [];
    if (verdicts.some((verdict) => verdict !== "accepted")) throw new Error("statements are taken");
  }
  agent.destroy();
  return devices;
}

async function flood(
  world: AssociationWorld,
  port: number,
  devices: readonly WorldDevice[],
): Promise<Pick<Run, "knockMs" | "checkInMs" | "allMs">> {
  const knocker = new Agent();
  const health = await ask(knocker, port, { path: healthPath(HEALTH_NONCE) });
  const relayKey = checkHealth(JSON.parse(health.bytes.toString()), hexToBytes(HEALTH_NONCE));
  if (!relayKey) throw new Error("the relay signs its health");
  const readPath = readsPath(world.association);
  const readBy = (device: WorldDevice, nonce: string) =>
    encodeReadRequest({
      token: signReadToken(device.keys.device, device.keys.signSeed, relayKey, hexToBytes(nonce)),
      waitMs: READ_WAIT_MS_MAX,
      streams: ["members", "receipts", `mailbox/${device.keys.device}` as const].map((stream) => ({
        stream: stream as "members",
        offset: OFFSET_START,
      })),
    });
  // Sealed before the clock runs: it is the relay that is measured.
  const ready = devices.map((device) => ({
    body: checkInOf(world, device),
    read: readBy(device, health.nonce),
  }));
  const receipts = Array.from({ length: 200 }, () =>
    writeEntry(world, world.founder, "receipts", PAYLOAD),
  );

  const knocks = new Worker(new URL("surge-knocks.js", import.meta.url), { workerData: port });
  await once(knocks, "online");
  const officer = freshAgent();
  const covering = setInterval(() => {
    const entries = receipts.splice(0, 1);
    const streams = [{ stream: "receipts" as const, entries }];
    const body = bundleOf(world, world.founder, { statements: [], streams });
    void post(officer, port, bundlesPath(world.association), body).catch(() => undefined);
  }, RECEIPT_EVERY_MS);
  const checkInMs: number[] = [];
  const agents: Agent[] = [];
  const startMs = performance.now();
  await Promise.all(
    ready.map(async ({ body, read }) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 2 });
      agents.push(agent);
      const answered = post(agent, port, bundlesPath(world.association), body);
      // The app reads on a second connection as soon as it is there.
      void post(agent, port, readPath, read).catch(() => undefined);
      await timed(checkInMs, answered);
      const answer = decodeBundleAnswer((await answered).bytes);
      const verdicts = answer?.entries.map(({ verdict }) => verdict) ?? [];
      if (verdicts.length !== 2 || verdicts.some((verdict) => verdict !== "accepted")) {
        throw new Error(`check-ins are accepted, not ${verdicts.join(" ")}`);
      }
    }),
  );
  const allMs = performance.now() - startMs;
  clearInterval(covering);
  knocks.postMessage("enough");
  const [knockMs] = (await once(knocks, "message")) as [number[]];
  for (const agent of [...agents, officer, knocker]) agent.destroy();
  return { knockMs, checkInMs, allMs };
}

/** A report, and the household's own copy of it. */
function checkInOf(world: AssociationWorld, device: WorldDevice): Uint8Array {
  const { household } = standingIn(world, device);
  const own = `household/${household}` as const;
  const lent = writeKey(device.keyring, authorityOf(world), "members");
  const head = { seq: 0, entryId: undefined };
  const place = { association: world.association, stream: own };
  // The relay cannot tell which key a box was sealed with.
  const copy = sealEntry(place, device.keys, head, lent && { ...lent, audience: own }, PAYLOAD);
  return bundleOf(world, device, {
    statements: [],
    streams: [
      { stream: "safety", entries: [writeEntry(world, device, "safety", PAYLOAD)] },
      { stream: own, entries: [copy] },
    ],
  });
}

function bundleOf(
  { association }: AssociationWorld,
  sender: WorldDevice,
  { statements, streams }: Handed,
): Uint8Array {
  return encodeBundle({
    association,
    sender: sender.keys.device,
    statements: statements.map(({ bytes }) => bytes),
    streams: streams.map(({ stream, entries }) => ({
      stream,
      entries: entries.map(({ bytes }) => bytes),
    })),
  });
}

interface Handed {
  readonly statements: readonly Statement[];
  readonly streams: readonly {
    readonly stream: StreamName;
    readonly entries: readonly SealedEntry[];
  }[];
}

interface Answered {
  readonly bytes: Buffer;
  readonly nonce: string;
}

/** A connection that nobody used before. */
function freshAgent(): Agent {
  return new Agent({ keepAlive: false });
}

function post(agent: Agent, port: number, path: string, body: Uint8Array): Promise<Answered> {
  return ask(agent, port, { path, body });
}

function ask(
  agent: Agent,
  port: number,
  { path, body }: { readonly path: string; readonly body?: Uint8Array },
): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const method = body === undefined ? "GET" : "POST";
    const headers = body === undefined ? {} : { "content-type": CBOR_TYPE };
    const asking = request({ host: "127.0.0.1", port, path, agent, method, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.once("error", reject);
      answer.once("end", () => {
        const nonce = String(answer.headers[NONCE_HEADER]);
        if (answer.statusCode === 200) resolve({ bytes: Buffer.concat(chunks), nonce });
        else reject(new Error(`${method} ${path.split("/")[2]} is answered ${answer.statusCode}`));
      });
    });
    asking.once("error", reject);
    asking.end(body);
  });
}

async function timed(into: number[], work: Promise<unknown>): Promise<void> {
  const startMs = performance.now();
  await work;
  into.push(performance.now() - startMs);
}

/** Whole milliseconds. */
function summaryOf(runs: readonly Run[]) {
  const knocks = runs.flatMap((run) => run.knockMs);
  const checkIns = runs.flatMap((run) => run.checkInMs);
  return {
    knockP50: at(knocks, 0.5),
    knockP99: at(knocks, 0.99),
    checkInP50: at(checkIns, 0.5),
    checkInP99: at(checkIns, 0.99),
    allMs: at(
      runs.map((run) => run.allMs),
      0.5,
    ),
    stalledMs: at(
      runs.map((run) => run.stalledMs),
      0.5,
    ),
    cpuMs: at(
      runs.map((run) => run.cpuMs),
      0.5,
    ),
    rssMib: Math.max(...runs.map((run) => run.rssMib)),
  };
}

function wordsOf(devices: number, summary: ReturnType<typeof summaryOf>): string {
  const { knockP50, knockP99, checkInP50, checkInP99, allMs, stalledMs, cpuMs, rssMib } = summary;
  const perSecond = Math.round((devices * 2 * 1000) / allMs);
  return `knock ${knockP50}/${knockP99} ms, check-in ${checkInP50}/${checkInP99} ms (p50/p99), all in ${allMs} ms, stalled ${stalledMs} ms, ${perSecond} entries/s, ${cpuMs} ms of CPU, ${rssMib} MiB`;
}

function at(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0);
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
