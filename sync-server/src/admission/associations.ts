/**
 * What the relay knows of each association: its statements and what they mean, its receipts and erasures. [MEM2] [DEL1] [ERA1]
 *
 * Invariants: everything here is read from storage, so nothing is ever believed that is not fsynced, and a state follows
 * what other processes of the relay store; forgetting a state loses nothing. An association without a root certificate is
 * not remembered, so that asking for made-up ones pushes none out.
 */
import type { AssociationId, StatementId } from "@tomoshibi/shared/base/ids.ts";
import { type Result, ok } from "@tomoshibi/shared/base/result.ts";
import type { VerifySignature } from "@tomoshibi/shared/crypto/sign.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import {
  type Authority,
  type SignatureCache,
  computeAuthority,
} from "@tomoshibi/shared/membership/authority.ts";
import { type Statement, decodeStatement } from "@tomoshibi/shared/membership/statement.ts";
import type { Message, Offset, Storage, StorageError } from "../storage/storage.ts";
import { ASSOCIATIONS_CACHED_MAX } from "./limits.ts";
import { type ErasureIndex, createErasureIndex } from "./erasure-index.ts";
import { type ReceiptIndex, createReceiptIndex } from "./receipt-index.ts";

/** What is known of one association. */
export interface AssociationState {
  readonly id: AssociationId;
  readonly statements: ReadonlyMap<StatementId, Statement>;
  readonly authority: Authority;
  readonly receipts: ReceiptIndex;
  readonly erasures: ErasureIndex;
  /** Erasures whose husks were made by this authority: one that comes again costs no reading. */
  readonly husked: Set<string>;
  /** Verdicts on signatures checked before. */
  readonly signatures: SignatureCache;
  readonly byteCount: number;
}

/** The associations of this relay. */
export interface Associations {
  /** The state as storage has it now. `authority.rootSignKey` is undefined while the association does not exist here. */
  load(id: AssociationId): Promise<Result<AssociationState, StorageError>>;
  /** Says what the caller stored, so that the next load reads on where it matters. */
  noteStored(id: AssociationId, streams: ReadonlySet<StreamName>, byteCount: number): void;
}

/** Ports of the associations. */
export interface AssociationsDeps {
  readonly storage: Storage;
  readonly verifySignature: VerifySignature;
  /** Called by each that waited for a state, so that they do not all go on in one turn of the event loop. */
  readonly takeTurn?: () => Promise<void>;
}

interface Kept {
  state: AssociationState;
  offsets: Offsets;
  isOutdated: boolean;
  loading: Promise<Result<AssociationState, StorageError>> | undefined;
  readonly unsubscribe: () => void;
}

interface Offsets {
  readonly membership: Offset | "start";
  readonly receipts: Offset | "start";
  readonly erasures: Offset | "start";
}

const START: Offsets = { membership: "start", receipts: "start", erasures: "start" };
const FOLLOWED: readonly (keyof Offsets & StreamName)[] = ["membership", "receipts", "erasures"];
/** How much is read at once while a state catches up. */
const PAGE = { messagesMax: 1_000, bytesMax: 1024 * 1024 };
/** Remembered verdicts, beyond which all are forgotten: signatures that fail are remembered too. */
const SIGNATURES_REMEMBERED_MAX = 100_000;

/** Opens the associations of a storage. */
export function createAssociations(deps: AssociationsDeps): Associations {
  const keptById = new Map<AssociationId, Kept>();
  const keep = (id: AssociationId): Kept => {
    const kept: Kept = {
      state: emptyState(id, deps.verifySignature),
      offsets: START,
      isOutdated: true,
      loading: undefined,
      unsubscribe: deps.storage.subscribe(id, ({ key }) => {
        if (FOLLOWED.some((stream) => stream === key.stream)) kept.isOutdated = true;
      }),
    };
    keptById.set(id, kept);
    return kept;
  };
  const forget = (id: AssociationId) => {
    keptById.get(id)?.unsubscribe();
    keptById.delete(id);
  };
  const forgetUnused = (kept: Kept) => {
    if (kept.state.authority.rootSignKey === undefined) forget(kept.state.id);
    for (const oldest of keptById.keys()) {
      if (keptById.size <= ASSOCIATIONS_CACHED_MAX) break;
      forget(oldest);
    }
  };
  return {
    async load(id) {
      const kept = keptById.get(id) ?? keep(id);
      keptById.delete(id);
      keptById.set(id, kept);
      // One catches up for all who ask meanwhile; who stored something in between asks again.
      while (kept.loading !== undefined) {
        await kept.loading;
        await deps.takeTurn?.();
      }
      if (!kept.isOutdated) return ok(kept.state);
      kept.loading = catchUp(deps, kept)
        .catch((cause: unknown) => {
          // A state that something kept from being read is not what storage has.
          kept.isOutdated = true;
          throw cause;
        })
        .finally(() => (kept.loading = undefined));
      const loaded = await kept.loading;
      if (!loaded.ok) {
        kept.isOutdated = true;
        forget(id);
      } else forgetUnused(kept);
      return loaded;
    },
    noteStored(id, streams, byteCount) {
      const kept = keptById.get(id);
      if (kept === undefined) return;
      kept.isOutdated ||= FOLLOWED.some((stream) => streams.has(stream));
      kept.state = { ...kept.state, byteCount: kept.state.byteCount + byteCount };
    },
  };
}

async function catchUp(
  deps: AssociationsDeps,
  kept: Kept,
): Promise<Result<AssociationState, StorageError>> {
  kept.isOutdated = false;
  const { id, byteCount } = kept.state;
  const usage = await deps.storage.usage(id);
  if (!usage.ok) return usage;
  const statements = new Map(kept.state.statements);
  // Kept with the statements, once all is read: who tries after a failure must not begin behind what was not kept.
  let { offsets } = kept;
  for (let isUpToDate = false; !isUpToDate;) {
    const requests = FOLLOWED.map((stream) => ({
      key: { association: id, stream },
      after: offsets[stream],
    }));
    const pages = await deps.storage.read(requests, PAGE);
    if (!pages.ok) return pages;
    if (pages.value.some((page) => page.type === "gone")) return catchUpAnew(deps, kept);
    isUpToDate = true;
    for (const [index, page] of pages.value.entries()) {
      const stream = FOLLOWED[index];
      if (page.type !== "page" || stream === undefined) continue;
      if (stream === "membership") addStatements(id, statements, page.messages);
      else for (const message of page.messages) kept.state[stream].add(message.bytes);
      offsets = { ...offsets, [stream]: page.next };
      if (page.next !== page.head.tail) isUpToDate = false;
    }
  }
  kept.offsets = offsets;
  // What was stored meanwhile may be in the sum already: until the next one rather twice than not at all.
  const addedBytes = kept.state.byteCount - byteCount;
  kept.state = nextState(deps, kept.state, statements, usage.value.byteCount + addedBytes);
  return ok(kept.state);
}

/** Storage was set back to an older copy: what was read from it before is not to be believed any more. */
function catchUpAnew(
  deps: AssociationsDeps,
  kept: Kept,
): Promise<Result<AssociationState, StorageError>> {
  kept.state = emptyState(kept.state.id, deps.verifySignature);
  kept.offsets = START;
  return catchUp(deps, kept);
}

function addStatements(
  id: AssociationId,
  statements: Map<StatementId, Statement>,
  messages: readonly Message[],
): void {
  for (const message of messages) {
    const statement = decodeStatement(id, message.bytes);
    if (statement !== undefined) statements.set(statement.id, statement);
  }
}

function nextState(
  deps: AssociationsDeps,
  state: AssociationState,
  statements: ReadonlyMap<StatementId, Statement>,
  byteCount: number,
): AssociationState {
  if (statements.size === state.statements.size) return { ...state, byteCount };
  if (state.signatures.size > SIGNATURES_REMEMBERED_MAX) state.signatures.clear();
  const authority = computeAuthority(
    state.id,
    statements.values(),
    state.signatures,
    deps.verifySignature,
  );
  return { ...state, statements, authority, husked: new Set(), byteCount };
}

function emptyState(id: AssociationId, verifySignature: VerifySignature): AssociationState {
  const signatures: SignatureCache = new Map();
  return {
    id,
    statements: new Map(),
    authority: computeAuthority(id, [], signatures, verifySignature),
    receipts: createReceiptIndex(),
    erasures: createErasureIndex(id),
    husked: new Set(),
    signatures,
    byteCount: 0,
  };
}
