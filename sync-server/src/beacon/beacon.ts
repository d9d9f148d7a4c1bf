/**
 * The beacon: what telegrams say of earthquakes, signed with the relay's own key and handed in for the associations whose officers
 * certified that key, through the same admission as anything else. [STR2] (decision 0037)
 *
 * Laws: an alert is written once, also after a restart; where an association has not certified this relay, nothing is written.
 * A relay that was set back to an older copy goes on from there: its chain forks, which silences nothing. [ENT6]
 */
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import { type AssociationId, parseId } from "@tomoshibi/shared/base/ids.ts";
import { sha256 } from "@tomoshibi/shared/crypto/hash.ts";
import { signPublicKey } from "@tomoshibi/shared/crypto/sign.ts";
import {
  type Author,
  type ChainHead,
  decodeEntry,
  entryIdOf,
  sealEntry,
} from "@tomoshibi/shared/entry/entry.ts";
import { decodeStatement, deviceIdOf } from "@tomoshibi/shared/membership/statement.ts";
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import { encodePayload } from "@tomoshibi/shared/records/payload.ts";
import type { Alert } from "@tomoshibi/shared/records/record.ts";
import { type AskPeer, type Peer, peerOf } from "../peers/peer-client.ts";
import type { Message, Storage } from "../storage/storage.ts";
import { type Passed, readTelegram } from "./telegram.ts";

/** What a beacon needs. */
export interface BeaconDeps {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly relaySeed: Uint8Array;
  /** Asks this relay itself. */
  readonly askOwn: AskPeer;
  /** By their two digits; none: all. */
  readonly prefectures: ReadonlySet<string>;
}

/** What became of a batch of telegrams. */
export interface Announced {
  /** Entries that were written. */
  readonly written: number;
  readonly passed: readonly Passed[];
}

/** Passes telegrams on. */
export interface Beacon {
  /** Takes telegrams up, in any order, and again whatever was put off before. Errors: rejects with the first that was thrown, once all else was told. */
  announce(telegrams: readonly Uint8Array[]): Promise<Announced>;
}

/** A telegram that came later than this after the newest one is told to nobody: its time is over. */
export const TELEGRAM_AGE_MS_MAX = 24 * 3_600_000;
/** Alerts that wait for an association's room, the newest. */
const WAITING_MAX = 500;
const PAGE = { messagesMax: 2_000, bytesMax: 1024 * 1024 };
const STREAM = "alerts";

/** Begins with nothing remembered: what was said before stands in the streams. */
export function createBeacon(deps: BeaconDeps): Beacon {
  const signKey = signPublicKey(deps.relaySeed);
  const author = {
    device: deviceIdOf(signKey),
    signSeed: deps.relaySeed,
    // Boxes of the stream stay open: nothing is sealed with it.
    sealSeed: deps.relaySeed,
  };
  const own = peerOf({ ask: deps.askOwn, relaySeed: deps.relaySeed }, signKey);
  const listeners = new Map<AssociationId, Listener>();
  let newestMs = 0;
  let waiting: readonly Alert[] = [];

  function sort(telegrams: readonly Uint8Array[]) {
    const read = telegrams.map((bytes) => readTelegram(bytes, deps.prefectures));
    const alerts = read.flatMap((one) => (one.type === "alerts" ? one.alerts : []));
    newestMs = Math.max(newestMs, ...alerts.map(({ issuedSeconds }) => issuedSeconds * 1000));
    // The relay's clock alone may be years ahead, and would silence everything.
    const oldestMs = Math.min(deps.clock.nowMs(), newestMs) - TELEGRAM_AGE_MS_MAX;
    const fresh = alerts.filter(({ issuedSeconds }) => issuedSeconds * 1000 >= oldestMs);
    const passed = read.flatMap((one) => (one.type === "nothing" ? one.why : []));
    return { fresh, passed: fresh.length < alerts.length ? [...passed, "old" as const] : passed };
  }

  async function tellAll(due: readonly Alert[]): Promise<Told> {
    const associations = await deps.storage.associations();
    if (!associations.ok) return { written: 0, isDone: false, broken: [] };
    const all: Told[] = [];
    for (const name of associations.value) {
      const association = parseId("association", name);
      if (association === undefined) continue;
      const listener = listeners.get(association) ?? createListener(association, author, own);
      listeners.set(association, listener);
      const telling = listener.tell(deps.storage, signKey, due);
      // What breaks for one association must not keep the others from hearing.
      all.push(
        await telling.catch((cause: unknown) => ({ written: 0, isDone: false, broken: [cause] })),
      );
    }
    return {
      written: all.reduce((sum, told) => sum + told.written, 0),
      isDone: all.every(({ isDone }) => isDone),
      broken: all.flatMap(({ broken }) => broken),
    };
  }

  return {
    async announce(telegrams) {
      const { fresh, passed } = sort(telegrams);
      const due = [...waiting, ...fresh].slice(-WAITING_MAX);
      // The first time also for nothing: who listens is read before the earth shakes.
      if (due.length === 0 && listeners.size > 0) return { written: 0, passed };
      // Before anything may break off: the sources give each telegram once.
      waiting = due;
      const { written, isDone, broken } = await tellAll(due);
      if (isDone) waiting = [];
      if (broken.length > 0) throw broken[0];
      return { written, passed };
    },
  };
}

/** What became of alerts at one association, or at all. */
interface Told {
  readonly written: number;
  /** Nothing is left over that is to be told again. */
  readonly isDone: boolean;
  /** What was thrown. */
  readonly broken: readonly unknown[];
}

/** What the beacon knows of one association. */
interface Listener {
  tell(storage: Storage, signKey: Uint8Array, alerts: readonly Alert[]): Promise<Told>;
}

function createListener(association: AssociationId, author: Author, own: Peer): Listener {
  const certificate = { offset: "start", isCertified: false, isStopped: false };
  const chain = { offset: "start", head: { seq: 0, entryId: undefined } as ChainHead };
  /** Their hashes: years of alerts, for each association. */
  const said = new Set<string>();

  function learn(signKey: Uint8Array, { bytes }: Message): void {
    const body = decodeStatement(association, bytes)?.body;
    if (body?.type === "revocation" && body.subject === author.device) certificate.isStopped = true;
    if (body?.type === "certificate" && body.role === "relay")
      certificate.isCertified ||= bytesToHex(body.signKey) === bytesToHex(signKey);
  }

  function remember({ bytes, isHusk }: Message): void {
    const entry = isHusk ? undefined : decodeEntry(bytes);
    if (entry?.author !== author.device || entry.box === undefined) return;
    said.add(nameOf(entry.box));
    if (entry.seq <= chain.head.seq) return;
    const entryId = entryIdOf({ association, stream: STREAM }, entry);
    chain.head = { seq: entry.seq, entryId };
  }

  /** Shape: "nothing" where it would be the same each time. */
  async function pass(alert: Alert): Promise<"written" | "nothing" | "later" | "unanswered"> {
    const payload = encodePayload(alert);
    if (said.has(nameOf(payload))) return "nothing";
    const place = { association, stream: STREAM } as const;
    const sealed = sealEntry(place, author, chain.head, undefined, payload);
    const answer = await own.handIn({
      ...{ association, sender: author.device, statements: [] },
      streams: [{ stream: STREAM, entries: [sealed.bytes] }],
    });
    const verdict = answer.ok ? answer.value.entries[0]?.verdict : undefined;
    if (verdict === undefined) return "unanswered";
    if (verdict === "later") return "later";
    said.add(nameOf(payload));
    // Not counted after all, as where a certificate does not stand.
    if (verdict !== "accepted" && verdict !== "known") return "nothing";
    chain.head = { seq: sealed.entry.seq, entryId: sealed.entryId };
    return "written";
  }

  return {
    async tell(storage, signKey, alerts) {
      let written = 0;
      const broken: unknown[] = [];
      const told = (isDone: boolean): Told => ({ written, isDone, broken });
      const learned = await readOn(storage, association, "membership", certificate, (message) =>
        learn(signKey, message),
      );
      if (!learned) return told(false);
      if (!certificate.isCertified || certificate.isStopped) return told(true);
      const readChain = () => readOn(storage, association, STREAM, chain, remember);
      if (!(await readChain())) return told(false);
      let isDone = true;
      for (const alert of alerts) {
        // What breaks here is no storage but this alert, and it would break again.
        const became = await pass(alert).catch((cause: unknown) => void broken.push(cause));
        if (became === "later") return told(false);
        if (became === "written") written += 1;
        if (became !== "unanswered") continue;
        // It keeps no other back; but it may be stored all the same, and then the chain goes on after it.
        isDone = false;
        if (!(await readChain())) return told(false);
      }
      return told(isDone);
    },
  };
}

function nameOf(payload: Uint8Array): string {
  return bytesToHex(sha256(payload));
}

/** Reads what a stream holds beyond a place, and moves that. Shape: false when storage did not answer. */
async function readOn(
  storage: Storage,
  association: string,
  stream: string,
  place: { offset: string },
  take: (message: Message) => void,
): Promise<boolean> {
  for (;;) {
    const read = await storage.read([{ key: { association, stream }, after: place.offset }], PAGE);
    if (!read.ok) return false;
    const [page] = read.value;
    if (page?.type === "gone") place.offset = "start";
    else if (page?.type !== "page") return true;
    else {
      for (const message of page.messages) take(message);
      place.offset = page.next;
      if (page.next === page.head.tail) return true;
    }
  }
}
