/** `npm run demo`: what it prints, Japanese first, and how it ends. */
import { once } from "node:events";
import type { Counts } from "@tomoshibi/shared/safety/board-types.ts";
import { type RelayUnderTest, startRelay } from "../browser/support/relay.ts";
import { NOTO } from "./cast.ts";
import { runDemo, searchRelay } from "./demo.ts";

/** What `npm run demo` was asked. */
export interface DemoOptions {
  readonly port: number;
  readonly dataDir: string;
  readonly seconds: number;
  readonly isReal: boolean;
  /** Ends when all have answered, and prints the board's counts in the last line. */
  readonly isJson: boolean;
  /** Ends when all have answered, stops the relay and searches what it holds. */
  readonly isBlind: boolean;
}

const say = (line: string) => void process.stdout.write(`${line}\n`);
const JOINED_EVERY = 32;
const MIB = 1024 * 1024;

/** Runs it. Shape: the exit code; 1 when the relay holds what it must not know. */
export async function run(options: DemoOptions): Promise<number> {
  const { port, dataDir, isBlind } = options;
  // The most talkative log, and the store whose files can be searched.
  const env = isBlind ? { LOG_LEVEL: "debug", DATABASE_URL: "" } : {};
  const relay = await startRelay({ port, dataDir, env });
  say(`中継: ${relay.url} / relay: ${relay.url}`);
  try {
    return await runThrough(relay, options);
  } finally {
    await relay.stop();
  }
}

async function runThrough(relay: RelayUnderTest, options: DemoOptions): Promise<number> {
  const { seconds, isReal, isJson, isBlind } = options;
  const startMs = performance.now();
  const settings = { proportions: NOTO, seconds, isDrill: !isReal };
  const demo = await runDemo(relay, settings, createListener(relay.url, startMs));
  say(`みな答えました / all have answered; ${usage(startMs)}`);
  if (!isJson && !isBlind) {
    say("Ctrl+C で終わります。ブラウザーの人は続けられます / Ctrl+C ends it");
    await once(process, "SIGINT");
  }
  demo.stop();
  await relay.stop();
  const findings = isBlind ? searchRelay(relay, demo) : [];
  for (const { where, secret } of findings)
    process.stderr.write(`見つかりました / found: ${secret} in ${where}\n`);
  const words = demo.secrets.length;
  if (isBlind && findings.length === 0)
    say(`${words}語をさがし、中継には何もありません / none of ${words} words is at the relay`);
  if (isJson) say(JSON.stringify(demo.counts));
  return findings.length === 0 ? 0 : 1;
}

/** Time and memory so far. */
function usage(startMs: number): string {
  const seconds = Math.round((performance.now() - startMs) / 1000);
  const mib = Math.round(process.memoryUsage().rss / MIB);
  return `${seconds} s, ${mib} MiB`;
}

function createListener(url: string, startMs: number): Parameters<typeof runDemo>[2] {
  let last = "";
  return {
    joined(devices, of) {
      if (devices % JOINED_EVERY === 0)
        say(`参加 ${devices}/${of} 世帯 / households joined; ${usage(startMs)}`);
    },
    ready({ resident, officer, mark }) {
      say(
        `ブラウザーで ${url} をひらき、招待の紙のコードで参加できます / open it in a browser and join by a card's code`,
      );
      say(`  住民として（${mark}） / as a resident: ${resident}`);
      say(`  役員として（すぐに役員になります） / as an officer, appointed at once: ${officer}`);
    },
    counts(counts) {
      const line = lineOf(counts);
      if (line !== last) say(line);
      last = line;
    },
  };
}

function lineOf({ answered, safe, contact, help, read, unread, total }: Counts): string {
  return `応答 ${answered}（無事 ${safe}・連絡希望 ${contact}・支援希望 ${help}） 既読 ${read} 未読 ${unread} 合計 ${total}`;
}
