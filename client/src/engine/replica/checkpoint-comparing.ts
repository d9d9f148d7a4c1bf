/**
 * Counting a checkpoint again: as anybody does who holds exactly what its frontier names. [DOC4]
 *
 * Law: the same statements and entries give the same digest (G15), so that a digest that differs is wrong; where the sets are not
 * the same nothing is compared.
 *
 * Some can never be compared: a fork or a gap lies within, or the signer named what does not exist. So it is remembered what was
 * looked at, and a try is worth its cost only when something was added to that, or taken from it. What a statement or an entry says
 * never changes with its id: whether a box could be opened does, and is looked at each time.
 *
 * Loaded with checkpoints.ts.
 */
import { hexToBytes } from "@tomoshibi/shared/base/bytes.ts";
import type { DeviceId, EntryId, StatementId } from "@tomoshibi/shared/base/ids.ts";
import type { Digest } from "@tomoshibi/shared/checkpoints/digest.ts";
import {
  type Frontier,
  devicesInOrder,
  findEntries,
  findStatements,
  isWholeSet,
  isWholeStatements,
} from "@tomoshibi/shared/checkpoints/frontier.ts";
import { type Authority, computeAuthority } from "@tomoshibi/shared/membership/authority.ts";
import { judgeAgain } from "@tomoshibi/shared/sync/apply.ts";
import { digestNow } from "./checkpoint-board.ts";
import { type HeldEntry, type Memory, rebuildRecords } from "./memory.ts";
import { createRecordIndex } from "./record-index.ts";

/** What is known on the way to comparing one checkpoint. */
export interface Comparing {
  readonly frontier: Frontier;
  /** The statements looked at so far: what is stored is never removed. */
  readonly looked: Set<StatementId>;
  /** Those of them that the frontier names. */
  readonly named: StatementId[];
  /** What the frontier's statements mean; undefined until they are all here. It stays. */
  signers: Signers | undefined;
  /** The entries within the frontier that could be read when they were last tried. */
  tried: ReadonlySet<EntryId> | undefined;
}

interface Signers {
  readonly authority: Authority;
  /** In the order in which the frontier counts them. */
  readonly devices: readonly DeviceId[];
}

/** Begins with nothing looked at. */
export function createComparing(frontier: Frontier): Comparing {
  return { frontier, looked: new Set(), named: [], signers: undefined, tried: undefined };
}

/**
 * Counts again as the signer did, from exactly what its frontier names.
 *
 * Errors: undefined while this replica does not hold that very set, or holds only the husks of something in it.
 * Cost:   O(entries); a hash of each statement once; the fold only when there is something that was not tried.
 */
export function countAgain(
  memory: Memory,
  comparing: Comparing,
  signer: Pick<HeldEntry, "author" | "signedBy">,
): Digest | undefined {
  const { identity } = memory;
  const { author: device, signedBy } = signer;
  if (identity === undefined || signedBy === undefined) return undefined;
  comparing.signers ??= signersOf(memory, identity.association, comparing);
  const { signers } = comparing;
  const entries = signers && entriesAt(memory, comparing, signers);
  if (entries === undefined) return undefined;
  const past: Memory = {
    ...memory,
    // Seen with the signer's eyes: this device may have become an officer's since.
    identity: { ...identity, device },
    ownSignKey: hexToBytes(signedBy),
    authority: signers?.authority,
    entries: new Map(entries.map((held) => [held.entryId, held])),
    kept: new Set(),
    records: createRecordIndex(),
    views: new Map(),
    groupLists: new Map(),
    people: undefined,
    incidents: undefined,
    // What alerts open hangs on a document, which no frontier names: see summedIncidents.
    openings: undefined,
  };
  rebuildRecords(past);
  return digestNow(past, 0);
}

function signersOf(
  { statements, signatures, verifySignature }: Memory,
  association: Authority["association"],
  { frontier, looked, named }: Comparing,
): Signers | undefined {
  const fresh = [...statements.keys()].filter((id) => !looked.has(id));
  const found = findStatements(frontier, fresh);
  for (const id of fresh) looked.add(id);
  named.push(...found);
  const isNews = found.length > 0 || frontier.statements.length === 0;
  if (!isNews || !isWholeStatements(frontier, named)) return undefined;
  const authority = computeAuthority(
    association,
    named.flatMap((id) => statements.get(id)?.statement ?? []),
    signatures,
    verifySignature,
  );
  return { authority, devices: devicesInOrder(authority.standings.keys()) };
}

/** The frontier's entries, as they count by its statements. Errors: undefined when they are not the very set, or were tried. */
function entriesAt(
  memory: Memory,
  comparing: Comparing,
  { authority, devices }: Signers,
): readonly HeldEntry[] | undefined {
  const readable = findEntries(comparing.frontier, devices, memory.entries.values()).flatMap(
    (held) => {
      const { payload, signedBy } = held;
      return payload === undefined || signedBy === undefined
        ? []
        : [{ ...held, payload, signedBy }];
    },
  );
  const { tried } = comparing;
  const isTried =
    tried?.size === readable.length && readable.every(({ entryId }) => tried.has(entryId));
  if (isTried) return undefined;
  comparing.tried = new Set(readable.map(({ entryId }) => entryId));
  const counting = readable.filter((held) => judgeAgain(authority, held).reason === undefined);
  const ids = counting.map(({ entryId }) => entryId);
  if (!isWholeSet(comparing.frontier, ids)) return undefined;
  return counting.map((held) => ({ ...held, state: "applied", reason: undefined }));
}
