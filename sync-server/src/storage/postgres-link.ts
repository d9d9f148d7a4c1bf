/**
 * The link to a Postgres server: one connection that listens for what other relay processes commit, and whose life says
 * whether the database is there. Lost, it is sought again with back-off, and requests are answered 503 meanwhile.
 */
import type { Random } from "@tomoshibi/shared/ports/random.ts";
import type { Client } from "pg";

/** What the link tells. */
export interface LinkEvents {
  /** Another process, or this one, announced something. */
  readonly onPayload: (payload: string) => void;
  /** The link was lost and is back: what was announced meanwhile went unheard. */
  readonly onBack: () => void;
  readonly onLost: () => void;
}

/** A link that stays up, or comes back, until it is closed. */
export interface Link {
  isUp(): boolean;
  close(): Promise<void>;
}

/** The channel of notifications. */
export const CHANNEL = "tomoshibi_news";
/** The first and the longest wait before the database is sought again; each is between half of itself and itself. */
const BACK_OFF_MS = { first: 200, longest: 10_000 };
/** How often a link without news is asked whether it lives. */
const HEARTBEAT_MS = 10_000;
/** How long a link may take to answer. */
const ANSWER_MS_MAX = 5_000;

/** Keeps a link, starting from a connected client. `connect` makes the next one, or rejects. */
export async function keepLink(
  deps: {
    readonly connect: () => Promise<Client>;
    readonly random: Random;
  } & LinkEvents,
  first: Client,
): Promise<Link> {
  let client: Client | undefined;
  let isClosed = false;
  let wake = () => {};

  async function take(connected: Client): Promise<void> {
    connected.on("notification", ({ payload }) => deps.onPayload(payload ?? ""));
    // A server that takes the connection and says nothing more must not end the seeking.
    const listen = { text: `listen ${CHANNEL}`, query_timeout: ANSWER_MS_MAX };
    await connected.query(listen);
    client = connected;
    void untilLost(connected).then(() => {
      client = undefined;
      if (isClosed) return;
      deps.onLost();
      void seek();
    });
  }

  async function seek(): Promise<void> {
    for (let attempt = 0; !isClosed; attempt += 1) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, backOffMs(attempt, deps.random));
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      if (isClosed) return;
      const next = await deps.connect().catch(() => undefined);
      if (next === undefined) continue;
      if (isClosed) return void next.end().catch(() => undefined);
      const isTaken = await take(next).then(
        () => true,
        () => false,
      );
      if (isTaken && !isClosed) return deps.onBack();
      void next.end().catch(() => undefined);
    }
  }

  await take(first);
  return {
    isUp: () => client !== undefined,
    async close() {
      isClosed = true;
      wake();
      await client?.end().catch(() => undefined);
    },
  };
}

/** Resolves when the connection ends, or does not answer: a cut cable says nothing for a quarter of an hour. */
function untilLost(client: Client): Promise<void> {
  return new Promise((resolve) => {
    const heartbeat = setInterval(() => {
      const ask = { text: "select 1", query_timeout: ANSWER_MS_MAX };
      client.query(ask).catch(lose);
    }, HEARTBEAT_MS);
    heartbeat.unref();
    function lose(): void {
      clearInterval(heartbeat);
      resolve();
      void client.end().catch(() => undefined);
    }
    client.once("end", lose);
    client.once("error", lose);
  });
}

/** Apart from one another, so that all relays of a database do not come back in the same instant. */
function backOffMs(attempt: number, random: Random): number {
  const longest = Math.min(BACK_OFF_MS.longest, BACK_OFF_MS.first * 2 ** Math.min(attempt, 16));
  const [chance = 0] = random.bytes(1);
  return longest / 2 + (longest / 2) * (chance / 255);
}
