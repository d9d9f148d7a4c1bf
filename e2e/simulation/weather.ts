/**
 * What lies between a device and the relay: requests that do not arrive, answers that get lost, bundles that come twice and
 * late, and a relay that lies. All by chance, and none of it once the weather has cleared.
 */
import type { Transport, TransportRead } from "@tomoshibi/client/engine/transports/transport.ts";
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import { entryIdOf, decodeEntry } from "@tomoshibi/shared/entry/entry.ts";
import { decodeStatement } from "@tomoshibi/shared/membership/statement.ts";
import type { Bundle, BundleAnswer } from "@tomoshibi/shared/relay-api/bundle.ts";
import type { StreamRead } from "@tomoshibi/shared/relay-api/reads.ts";
import type { SeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import type { Person } from "./person.ts";
import type { VirtualRelay } from "./virtual-relay.ts";

/** Per cent of requests, by what happens to them. */
export interface Climate {
  readonly lostBefore: number;
  readonly lostAfter: number;
  readonly twice: number;
  /** The device goes off when the relay has taken the bundle and before the answer is there. */
  readonly crash: number;
}

/** A relay that is not to be trusted, per cent of requests. */
export interface Lies {
  /** Says that it has what it threw away. */
  readonly throwsAway: number;
  /** Brings what was there in another order, twice, or damaged. */
  readonly muddles: number;
  /** Says that it knows more of the sender's chain than there is. */
  readonly boasts: number;
}

/** The weather of one run. */
export interface Weather {
  climate: Climate;
  lies: Lies;
  createTransport(person: Person): Transport;
  /** Delivers one bundle that was under way for long, if there is one. */
  deliverLate(): Promise<boolean>;
  clear(): void;
}

/** Nothing goes wrong. */
export const FAIR: Climate = { lostBefore: 0, lostAfter: 0, twice: 0, crash: 0 };
/** Everybody tells the truth. */
export const HONEST: Lies = { throwsAway: 0, muddles: 0, boasts: 0 };

const LATE_MAX = 8;

/** Makes the weather over a relay. */
export function createWeather(ports: {
  readonly relay: VirtualRelay;
  readonly random: SeededRandom;
  readonly note: (what: string) => void;
}): Weather {
  const { relay, random, note } = ports;
  const late: Bundle[] = [];
  const happens = (percent: number) => percent > 0 && random.int(1, 100) <= percent;

  async function push(
    person: Person,
    bundle: Bundle,
  ): Promise<Result<BundleAnswer, { type: "offline" }>> {
    const { lostBefore, lostAfter, twice, crash } = weather.climate;
    if (happens(lostBefore)) return offline("push lost");
    if (happens(twice) && late.length < LATE_MAX) late.push(bundle);
    if (happens(weather.lies.throwsAway)) {
      note("the relay throws a bundle away");
      return ok(falseAnswer(bundle));
    }
    const answer = await relay.push(bundle);
    if (happens(crash)) {
      note("off between push and answer");
      person.armCrash(1, "before");
    }
    if (happens(lostAfter)) return offline("answer lost");
    if (!happens(weather.lies.boasts)) return ok(answer);
    note("the relay boasts");
    const streams = bundle.streams.map(({ stream }) => stream);
    return ok({
      ...answer,
      highest: streams.map((stream) => ({ stream, seq: random.int(1, 5_000) })),
    });
  }

  async function read(asked: TransportRead): ReturnType<Transport["read"]> {
    if (happens(weather.climate.lostBefore)) return offline("read lost");
    const answer = await relay.read(asked);
    if (!answer.ok) return answer;
    if (happens(weather.climate.lostAfter)) return offline("read's answer lost");
    if (!happens(weather.lies.muddles)) return answer;
    note("the relay muddles");
    return ok(muddled(answer.value, random));
  }

  function offline(what: string) {
    note(what);
    return err({ type: "offline" } as const);
  }

  const weather: Weather = {
    climate: FAIR,
    lies: HONEST,
    createTransport: (person) => ({
      url: "http://relay.example",
      probe: async () => ok(relay.key()),
      push: (bundle) => push(person, bundle),
      read: (asked) => read(asked),
      getInvite: async () => err({ type: "notFound" }),
      putInvite: async () => err({ type: "notFound" }),
    }),
    async deliverLate() {
      const [bundle] = late.splice(late.length === 0 ? 0 : random.int(0, late.length - 1), 1);
      if (bundle === undefined) return false;
      await relay.push(bundle);
      return true;
    },
    clear() {
      weather.climate = FAIR;
      weather.lies = HONEST;
    },
  };
  return weather;
}

/** "I have it all", by a relay that has nothing. */
function falseAnswer({ association, streams, statements: stated }: Bundle): BundleAnswer {
  const statements = stated.flatMap((bytes) => {
    const statement = decodeStatement(association, bytes);
    return statement === undefined
      ? []
      : [{ id: statement.id, verdict: "accepted", reason: "none" } as const];
  });
  const entries = streams.flatMap(({ stream, entries: list }) =>
    list.flatMap((bytes) => {
      const entry = decodeEntry(bytes);
      if (entry === undefined) return [];
      const id = entryIdOf({ association, stream }, entry);
      return [{ id, verdict: "accepted", reason: "none" } as const];
    }),
  );
  return { statements, entries, highest: [], receipts: [] };
}

function muddled(reads: readonly StreamRead[], random: SeededRandom): readonly StreamRead[] {
  const whole = reads.flatMap(({ messages }) => messages);
  return reads.map((read) => {
    const messages = [...read.messages].reverse();
    const stray = whole[random.int(0, Math.max(0, whole.length - 1))];
    // A message of another stream, and a damaged one, beside the true ones; the offsets stay true.
    if (stray !== undefined && read.stream !== "intake") {
      messages.push(stray);
      messages.unshift({ ...stray, bytes: damaged(stray.bytes, random) });
    }
    return { ...read, messages };
  });
}

/** The same bytes but for one. */
export function damaged(bytes: Uint8Array, random: SeededRandom): Uint8Array {
  // Not slice(): in Node these bytes may be a Buffer, whose slice is the same memory.
  const copy = Uint8Array.from(bytes);
  const place = copy.length - 1 - random.int(0, Math.min(63, copy.length - 1));
  copy[place] = (copy[place] ?? 0) ^ (1 << random.int(0, 7));
  return copy;
}
