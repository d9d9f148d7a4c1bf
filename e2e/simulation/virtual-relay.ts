/** The relay of the simulation: the real admission over storage in memory, which can be wiped, set back, and made to lie. */
import type { AssociationId } from "@tomoshibi/shared/base/ids.ts";
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import type { VerifySignature } from "@tomoshibi/shared/crypto/sign.ts";
import { standingsOf } from "@tomoshibi/shared/membership/authority.ts";
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import type { Bundle, BundleAnswer } from "@tomoshibi/shared/relay-api/bundle.ts";
import type { StreamRead } from "@tomoshibi/shared/relay-api/reads.ts";
import type {
  TransportFailure,
  TransportRead,
} from "@tomoshibi/client/engine/transports/transport.ts";
import { createAllowances } from "@tomoshibi/sync-server/admission/allowances.ts";
import { createAssociations } from "@tomoshibi/sync-server/admission/associations.ts";
import { type AdmissionDeps, admitBundle } from "@tomoshibi/sync-server/admission/bundles.ts";
import {
  type IntakeSweeper,
  createIntakeSweeper,
} from "@tomoshibi/sync-server/admission/intake-sweeper.ts";
import { readStreams } from "@tomoshibi/sync-server/admission/reads.ts";
import { createWaitingReads } from "@tomoshibi/sync-server/admission/waiting-reads.ts";
import { createMemoryStorage } from "@tomoshibi/sync-server/storage/memory.ts";
import type { Storage, Write } from "@tomoshibi/sync-server/storage/storage.ts";

/** A relay at one address. */
export interface VirtualRelay {
  /** Its key, hex; another one after it was replaced. */
  key(): string;
  /** Another number whenever what its readers may read is something else. */
  revision(): number;
  push(bundle: Bundle): Promise<BundleAnswer>;
  read(read: TransportRead): Promise<Result<readonly StreamRead[], TransportFailure>>;
  /** Its disk was lost, its key was not. */
  wipe(): Promise<void>;
  /** Another relay, empty and with a key of its own, answers at the address from now on. */
  replace(): Promise<void>;
  /** Everything written so far; and going on from such a journal. */
  journal(): readonly Journaled[];
  playBack(journal: readonly Journaled[]): Promise<void>;
  /** Marks a moment to go back to. */
  backUp(): number;
  /** Set back to a backup: all that was stored since is gone. */
  setBack(backup: number): Promise<void>;
  /** Everything stored, by stream. */
  contents(
    association: AssociationId,
    streams: readonly string[],
  ): Promise<ReadonlyMap<string, readonly Uint8Array[]>>;
}

/** What was written, and when: what a relay can be brought back to. */
export interface Journaled {
  readonly writes: readonly Write[];
  readonly atMs: number;
}

/** Starts an empty relay. */
export function createVirtualRelay(ports: {
  /** Tells its keys from those of other relays. */
  readonly number: number;
  readonly clock: Clock;
  readonly verifySignature: VerifySignature;
}): VirtualRelay {
  const journal: Journaled[] = [];
  let incarnation = 1;
  let losses = 0;
  /** Set while a backup is played back, so that everything arrived when it did. */
  let playedBackMs: number | undefined;
  const clock: Clock = { nowMs: () => playedBackMs ?? ports.clock.nowMs() };
  let house = openHouse({ ...ports, clock }, journal);

  async function startOver(kept: readonly Journaled[]): Promise<void> {
    journal.length = 0;
    losses += 1;
    house = openHouse({ ...ports, clock }, journal);
    for (const { writes, atMs } of kept) {
      playedBackMs = atMs;
      await house.storage.transact(writes);
    }
    playedBackMs = undefined;
  }

  return {
    key: () => (ports.number * 64 + incarnation).toString(16).padStart(2, "0").repeat(32),
    // What it notes for itself is news to nobody.
    revision: () => losses * 1_000_000 + journal.filter(isNewsToReaders).length,
    async push(bundle) {
      const answer = await admitBundle(house, bundle);
      if (!answer.ok) throw new Error("Broken invariant: storage in memory does not fail");
      if (answer.value.entries.some(({ verdict }) => verdict === "intake" || verdict === "later"))
        await house.intake.sweep(bundle.association);
      return answer.value;
    },
    read: (read) => readFrom(house, read),
    wipe: () => startOver([]),
    async replace() {
      incarnation += 1;
      await startOver([]);
    },
    journal: () => [...journal],
    playBack: startOver,
    backUp: () => journal.length,
    setBack: (backup) => startOver(journal.slice(0, backup)),
    async contents(association, streams) {
      const requests = streams.map((stream) => ({
        key: { association, stream },
        after: "start" as const,
      }));
      const pages = await house.storage.read(requests, { messagesMax: 1e6, bytesMax: 1e9 });
      if (!pages.ok) throw new Error("Broken invariant: storage in memory does not fail");
      const messages = pages.value.map((page) => (page.type === "page" ? page.messages : []));
      return new Map(
        streams.map((stream, index) => [stream, (messages[index] ?? []).map(({ bytes }) => bytes)]),
      );
    },
  };
}

/** Tokens are the relay's own tests' matter (REL5): here nobody reads as somebody else. */
const NO_BYTES = new Uint8Array(0);
const NEVER = new AbortController().signal;

type House = AdmissionDeps &
  Parameters<typeof readStreams>[0] & { readonly storage: Storage; readonly intake: IntakeSweeper };

/** Answers a read, and sweeps the intake as the relay's routes do: what came before its author's certificate goes on. [REL4] */
async function readFrom(
  house: House,
  { association, reader, streams }: TransportRead,
): Promise<Result<readonly StreamRead[], TransportFailure>> {
  const loaded = await house.associations.load(association);
  if (!loaded.ok) throw new Error("Broken invariant: storage in memory does not fail");
  const { authority } = loaded.value;
  if (authority.rootSignKey === undefined) return err({ type: "notFound" });
  const [standing] = standingsOf(authority, reader.device);
  if (standing === undefined) return err({ type: "unauthorized" });
  const token = { device: reader.device, nonce: NO_BYTES, signature: NO_BYTES };
  const request = { waitMs: 0, streams: [...streams], token };
  const answer = await readStreams(house, { association, standing, request, left: NEVER });
  if (!answer.ok) throw new Error("Broken invariant: storage in memory does not fail");
  const intake = streams.find(({ stream }) => stream === "intake");
  const isOwn = answer.value.some(({ stream, state }) => stream === "intake" && state === "ok");
  if (intake !== undefined && isOwn) {
    house.intake.noteRead(association, reader.device, intake.offset);
    await house.intake.sweep(association);
  }
  return ok(answer.value);
}

/** A relay's process: what it remembers beside its storage begins empty. */
function openHouse(
  { clock, verifySignature }: { readonly clock: Clock; readonly verifySignature: VerifySignature },
  journal: Journaled[],
): House {
  // One happens after the other here: there is nothing to give way to, and a turn of the event loop for each is a tenth of a run.
  const memory = createMemoryStorage({ clock, giveWay: () => Promise.resolve() });
  const storage: Storage = {
    ...memory,
    async transact(writes) {
      const atMs = clock.nowMs();
      const done = await memory.transact(writes);
      if (done.ok) {
        const answers: readonly unknown[] = done.value;
        // What only asked whether it is there left no trace.
        const made = writes.filter((_, index) => hasStored(answers[index]));
        if (made.length > 0) journal.push({ writes: made, atMs });
      }
      return done;
    },
  };
  const associations = createAssociations({ storage, verifySignature });
  return {
    ...{ storage, clock, verifySignature, associations },
    allowances: createAllowances({ clock }),
    intake: createIntakeSweeper({ storage, associations, clock, verifySignature }),
    waitingReads: createWaitingReads(new AbortController().signal),
  };
}

function isNewsToReaders({ writes }: Journaled): boolean {
  return writes.some(({ type }) => type !== "putSetting");
}

function hasStored(answer: unknown): boolean {
  const { type, outcomes = [] } = answer as {
    readonly type: string;
    readonly outcomes?: readonly { readonly type: string }[];
  };
  return type !== "appended" ? type === "done" : outcomes.some((one) => one.type === "accepted");
}
