/** What kill -9 must not take away, whatever the store: shared by the crash tests. */
import { expect } from "vitest";
import type { CoreProcess } from "./core-process.ts";

const WRITERS = 8;
const ACKNOWLEDGED_BEFORE_KILL = 60;
const JSON_TYPE = { "content-type": "application/json" };

/** How often a test kills: KILLS in the environment, for `npm run test:kills`, else a few times. */
export const KILLS = Number(process.env["KILLS"] ?? "5");
/** Starts with recovery, on a machine that other tests keep busy. */
export const KILLS_MS_MAX = 60_000 + KILLS * 12_000;

/** Kills the core during appends, again and again, and finds everything acknowledged after each start. */
export async function expectKillsToLoseNothing(start: () => Promise<CoreProcess>): Promise<void> {
  const acknowledged: string[] = [];
  for (let round = 0; round <= KILLS; round += 1) {
    // Starting again at once also proves that no lock outlives its process.
    const running = await start();
    const stream = `${running.baseUrl}/kills`;
    const created = await fetch(stream, { method: "PUT", headers: JSON_TYPE });
    expect(created.status).toBe(round === 0 ? 201 : 200);
    const stored = new Set<string>();
    for (const message of await readAll(stream)) {
      expect(stored.has(message)).toBe(false);
      stored.add(message);
    }
    expect(acknowledged.filter((message) => !stored.has(message))).toEqual([]);
    if (round === KILLS) return running.stop();

    const target = acknowledged.length + ACKNOWLEDGED_BEFORE_KILL;
    let killed: Promise<void> | undefined;
    const writers = Array.from({ length: WRITERS }, (_, writer) =>
      appendUntilGone(stream, `${round}/${writer}`, (message) => {
        acknowledged.push(message);
        if (acknowledged.length >= target) killed ??= running.kill();
      }),
    );
    await Promise.all(writers);
    await killed;
  }
}

async function readAll(stream: string): Promise<readonly string[]> {
  const messages: string[] = [];
  let offset = "-1";
  for (;;) {
    const answer = await fetch(`${stream}?offset=${offset}`);
    expect(answer.status).toBe(200);
    messages.push(...((await answer.json()) as string[]));
    offset = answer.headers.get("stream-next-offset") ?? "";
    if (answer.headers.has("stream-up-to-date")) return messages;
  }
}

/** Appends numbered messages until the server is gone; tells `onAcknowledged` of each answer. */
async function appendUntilGone(
  stream: string,
  name: string,
  onAcknowledged: (message: string) => void,
): Promise<void> {
  for (let count = 0; ; count += 1) {
    const message = `${name}/${count}`;
    const body = JSON.stringify(message);
    const answer = await fetch(stream, { method: "POST", headers: JSON_TYPE, body }).catch(
      () => null,
    );
    if (answer?.status !== 204) return;
    onAcknowledged(message);
  }
}
