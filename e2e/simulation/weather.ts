/**
 * What lies between a device and one relay: requests that do not arrive, answers that get lost or come late, bundles that come
 * twice and late, and a relay that lies. All by chance, and none of it once the weather has cleared.
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
  /** Instead of a request's answer comes one of before: it was under way for longer, or some proxy kept it. */
  readonly stale: number;
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
  /** Delivers one bundle that was under way for long, if there is one: here or, by a courier, at another relay. */
  deliverLate(at: VirtualRelay): Promise<boolean>;
  /** Answers of before a loss are not under way for that long. */
  forgetAnswers(): void;
  clear(): void;
}

/** Nothing goes wrong. */
export const FAIR: Climate = { lostBefore: 0, lostAfter: 0, twice: 0, stale: 0, crash: 0 };
/** Everybody tells the truth. */
export const HONEST: Lies = { throwsAway: 0, muddles: 0, boasts: 0 };

const LATE_MAX = 8;

/** What the weather is made of. */
export interface WeatherPorts {
  readonly relay: VirtualRelay;
  readonly url: string;
  readonly random: SeededRandom;
  readonly note: (what: string) => void;
  /** What the relay truly said, whether or not anybody gets to hear it. */
  readonly onNamed?: (answer: BundleAnswer) => void;
}

/** What is under way, beside what the weather is. */
interface Sky extends WeatherPorts {
  readonly late: Bundle[];
  readonly pushedBefore: Map<Person, BundleAnswer>;
  readonly readBefore: Map<Person, readonly StreamRead[]>;
  climate: Climate;
  lies: Lies;
}

/** Makes the weather over a relay. */
export function createWeather(ports: WeatherPorts): Weather {
  const { relay, url, random } = ports;
  const sky: Sky = {
    ...ports,
    ...{ late: [], pushedBefore: new Map(), readBefore: new Map(), climate: FAIR, lies: HONEST },
  };
  return {
    get climate() {
      return sky.climate;
    },
    set climate(climate) {
      sky.climate = climate;
    },
    get lies() {
      return sky.lies;
    },
    set lies(lies) {
      sky.lies = lies;
    },
    createTransport: (person) => ({
      url,
      probe: async () => ok(relay.key()),
      push: (bundle) => push(sky, person, bundle),
      read: (asked) => read(sky, person, asked),
      getInvite: async () => err({ type: "notFound" }),
      putInvite: async () => err({ type: "notFound" }),
    }),
    async deliverLate(at) {
      const { late } = sky;
      const [bundle] = late.splice(late.length === 0 ? 0 : random.int(0, late.length - 1), 1);
      if (bundle === undefined) return false;
      const answer = await at.push(bundle);
      sky.onNamed?.(answer);
      return true;
    },
    forgetAnswers() {
      sky.pushedBefore.clear();
      sky.readBefore.clear();
    },
    clear() {
      sky.climate = FAIR;
      sky.lies = HONEST;
    },
  };
}

async function push(
  sky: Sky,
  person: Person,
  bundle: Bundle,
): Promise<Result<BundleAnswer, { type: "offline" }>> {
  const { relay, random, note, late, climate, lies } = sky;
  if (happens(sky, climate.lostBefore)) return offline(sky, "push lost");
  const before = sky.pushedBefore.get(person);
  if (before !== undefined && happens(sky, climate.stale)) {
    note("a push is lost, and answered as the one before");
    return ok(before);
  }
  if (happens(sky, climate.twice) && late.length < LATE_MAX) late.push(bundle);
  if (happens(sky, lies.throwsAway)) {
    note("the relay throws a bundle away");
    return ok({ ...acceptedAll(bundle), highest: [], receipts: [] });
  }
  const answer = await relay.push(bundle);
  sky.onNamed?.(answer);
  sky.pushedBefore.set(person, answer);
  if (happens(sky, climate.crash)) {
    note("off between push and answer");
    person.armCrash(1, "before");
  }
  if (happens(sky, climate.lostAfter)) return offline(sky, "answer lost");
  if (!happens(sky, lies.boasts)) return ok(answer);
  note("the relay boasts");
  const streams = bundle.streams.map(({ stream }) => stream);
  return ok({
    ...answer,
    highest: streams.map((stream) => ({ stream, seq: random.int(1, 5_000) })),
  });
}

async function read(sky: Sky, person: Person, asked: TransportRead): ReturnType<Transport["read"]> {
  const { relay, random, note, climate, lies } = sky;
  if (happens(sky, climate.lostBefore)) return offline(sky, "read lost");
  const before = sky.readBefore.get(person);
  if (before !== undefined && happens(sky, climate.stale)) {
    note("a read is answered as the one before");
    return ok(before);
  }
  const answer = await relay.read(asked);
  if (!answer.ok) return answer;
  sky.readBefore.set(person, answer.value);
  if (happens(sky, climate.lostAfter)) return offline(sky, "read's answer lost");
  if (!happens(sky, lies.muddles)) return answer;
  note("the relay muddles");
  return ok(muddled(answer.value, random));
}

function happens({ random }: Sky, percent: number): boolean {
  return percent > 0 && random.int(1, 100) <= percent;
}

function offline({ note }: Sky, what: string) {
  note(what);
  return err({ type: "offline" } as const);
}

/** "I have it all", as a relay would say that has nothing. */
export function acceptedAll({
  association,
  streams,
  statements: stated,
}: Bundle): Pick<BundleAnswer, "statements" | "entries"> {
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
  return { statements, entries };
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
