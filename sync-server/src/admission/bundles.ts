/**
 * Admitting a bundle: statements first, then entries, in one transaction and one fsync, with an answer for each. [REL2] [REL3]
 */
import type { AssociationId, DeviceId, EntryId } from "@tomoshibi/shared/base/ids.ts";
import { type Result, ok } from "@tomoshibi/shared/base/result.ts";
import type { VerifySignature } from "@tomoshibi/shared/crypto/sign.ts";
import { type StreamName, parseStreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import type { Bundle, BundleAnswer, ItemAnswer } from "@tomoshibi/shared/relay-api/bundle.ts";
import type { Storage, StorageError } from "../storage/storage.ts";
import type { Allowances } from "./allowances.ts";
import type { Associations, AssociationState } from "./associations.ts";
import { isServing, judgeEntry } from "./entries.ts";
import { type StoredErasure, huskAccepted, makeHusks } from "./husks.ts";
import {
  ASSOCIATION_BYTES_MAX,
  ASSOCIATION_RESERVE_BYTES,
  FOUNDING_ALLOWANCE,
  FULL_INTAKE_ALLOWANCE,
  RESERVE_ENTRY_BYTES_MAX,
} from "./limits.ts";
import {
  type Bid,
  type Charge,
  type Offer,
  type Outcome,
  type Plan,
  outcomeOf,
  settle,
  writesOf,
} from "./plan.ts";
import { isFounded, judgeStatements } from "./statements.ts";

/** What admission needs of the world. */
export interface AdmissionDeps {
  readonly storage: Storage;
  readonly associations: Associations;
  readonly allowances: Allowances;
  readonly clock: Clock;
  readonly verifySignature: VerifySignature;
}

/**
 * Admits a bundle.
 *
 * Errors: those of storage; then nothing was acknowledged, and sending again does no harm.
 * Law:    the same bundle again changes nothing, and costs its authors nothing of their allowance.
 */
export async function admitBundle(
  deps: AdmissionDeps,
  bundle: Bundle,
): Promise<Result<BundleAnswer, StorageError>> {
  const loaded = await deps.associations.load(bundle.association);
  if (!loaded.ok) return loaded;
  const state = loaded.value;
  const { plans, authority } = judgeStatements(deps, state, bundle.statements, (charge) =>
    pay(deps, charge),
  );
  const entryPlans = bundle.streams.flatMap(({ stream, entries }) =>
    entries.map((bytes) => {
      const place = { association: bundle.association, stream };
      return unlessErased(state, stream, judgeEntry(deps.verifySignature, authority, place, bytes));
    }),
  );
  const mayExist =
    isFounded(state.authority) ||
    (isFounded(authority) && deps.allowances.take("founding", FOUNDING_ALLOWANCE));
  if (!mayExist) {
    return ok({
      statements: allLater(plans),
      entries: allLater(entryPlans),
      highest: [],
      receipts: [],
    });
  }
  const stored = await store(deps, state, [...plans, ...entryPlans], plans.length);
  if (!stored.ok) return stored;
  const isBySender = isSignedBySender(bundle.sender, [...plans, ...entryPlans]);
  const highest = isBySender
    ? await highestOf(deps.storage, bundle.association, bundle.sender)
    : ok([]);
  if (!highest.ok) return highest;
  const after = await deps.associations.load(bundle.association);
  if (!after.ok) return after;
  const entries = stored.value.slice(plans.length);
  const husked = await makeHusks(deps.storage, after.value, erasuresIn(bundle, entries));
  if (!husked.ok) return husked;
  // An erasure that was stored since this bundle was judged has read the streams before these entries were in them.
  const overtaken = await huskAccepted(deps.storage, after.value, entryPlans, entries);
  if (!overtaken.ok) return overtaken;
  return ok({
    statements: stored.value.slice(0, plans.length),
    entries: entries.map((answer) => withoutIntake(after.value, answer)),
    highest: highest.value,
    receipts: after.value.receipts.covering(entries.map(({ id }) => id)),
  });
}

/** What was erased is not taken again by whoever has not heard of it. [ERA1] */
function unlessErased(
  { erasures, authority }: AssociationState,
  stream: StreamName,
  plan: Plan,
): Plan {
  if (plan.type === "settled" || plan.signer === undefined) return plan;
  return erasures.isErased(authority, plan.id as EntryId, { author: plan.signer.device, stream })
    ? settle(plan.id, "refused", "erased")
    : plan;
}

/** What the intake held, and an officer's receipt lists by now, is known: its author need not wonder for ever. [REL4] [DEL1] */
function withoutIntake({ receipts }: AssociationState, answer: ItemAnswer): ItemAnswer {
  return answer.verdict === "intake" && receipts.covers(answer.id)
    ? { ...answer, verdict: "known" }
    : answer;
}

/** The erasures of a bundle that are stored now; one that is known already may have been cut off half-way. [ERA1] */
function erasuresIn(bundle: Bundle, answers: readonly ItemAnswer[]): readonly StoredErasure[] {
  const entries = bundle.streams.flatMap(({ stream, entries: list }) =>
    list.map((bytes) => ({ stream, bytes })),
  );
  return entries.flatMap(({ stream, bytes }, index) => {
    const { id = "", verdict } = answers[index] ?? {};
    const isStored = verdict === "accepted" || verdict === "known";
    return stream === "erasures" && isStored ? [{ id, bytes }] : [];
  });
}

/**
 * Offers the plans to storage. A second round spends what the first gave back for items that were there already, or that
 * found the intake full; it is needed only by senders over their allowance, and for a full intake.
 *
 * Shape: the first `paidCount` plans are paid for.
 */
async function store(
  deps: AdmissionDeps,
  state: AssociationState,
  plans: readonly Plan[],
  paidCount: number,
): Promise<Result<ItemAnswer[], StorageError>> {
  const answers = allLater(plans);
  let waiting = plans.flatMap((plan, index) =>
    plan.type === "offer" ? [{ index, offer: plan }] : [],
  );
  for (let round = 1; round <= 2 && waiting.length > 0; round += 1) {
    const bids = waiting.map(({ index, offer }) => ({
      index,
      offer,
      isPaid:
        hasRoom(state, offer) && ((round === 1 && index < paidCount) || pay(deps, offer.charge)),
    }));
    const asked = round === 1 ? bids : bids.filter(({ isPaid }) => isPaid);
    const outcomes = await offer(deps, state.id, asked);
    if (!outcomes.ok) return outcomes;
    let givenBackCount = 0;
    for (const [
      place,
      {
        index,
        offer: { charge },
        isPaid,
      },
    ] of asked.entries()) {
      const outcome = outcomes.value[place];
      if (outcome === undefined) continue;
      answers[index] = outcome.answer;
      if (!isPaid || outcome.isNew) continue;
      deps.allowances.giveBack(charge.name, charge.allowance, charge.byteCount);
      givenBackCount += 1;
    }
    if (givenBackCount === 0) break;
    waiting = bids.flatMap((bid) => {
      if (answers[bid.index]?.verdict !== "later") return [];
      if (!bid.isPaid) return [bid];
      return mayOverfill(deps, bid.offer) ? [{ ...bid, offer: unlimited(bid.offer) }] : [];
    });
  }
  return ok(answers);
}

async function offer(
  deps: AdmissionDeps,
  association: AssociationId,
  bids: readonly Bid[],
): Promise<Result<Outcome[], StorageError>> {
  if (bids.length === 0) return ok([]);
  const { writes, places } = writesOf(association, bids);
  const answers = await deps.storage.transact(writes);
  if (!answers.ok) return answers;
  const outcomes = bids.map((bid, index) => {
    const place = places[index];
    return outcomeOf(bid, place && answers.value[place.write], place?.message ?? 0);
  });
  const added = bids.filter((_, index) => outcomes[index]?.isNew).map((bid) => bid.offer);
  const byteCount = added.reduce((sum, { message }) => sum + message.bytes.length, 0);
  deps.associations.noteStored(association, new Set(added.map(({ stream }) => stream)), byteCount);
  return ok(outcomes);
}

function pay({ allowances }: AdmissionDeps, { name, allowance, byteCount }: Charge): boolean {
  return allowances.take(name, allowance, byteCount);
}

/** A full intake still takes a few items a day of each author who can be named: an honest one must not be shut out. [REL4] */
function mayOverfill({ allowances }: AdmissionDeps, { isIntake, signer, charge }: Offer): boolean {
  if (!isIntake || signer === undefined) return false;
  return allowances.take(`${charge.name}/intake`, FULL_INTAKE_ALLOWANCE, charge.byteCount);
}

function unlimited(offer: Offer): Offer {
  return { ...offer, limit: undefined };
}

/** The last of an association's room is kept for officers, and for what is as small as a check-in. [REL4] */
function hasRoom({ byteCount }: AssociationState, { message, signer }: Offer): boolean {
  const isSmall = message.bytes.length <= RESERVE_ENTRY_BYTES_MAX;
  const isReserved = isSmall || (signer !== undefined && isServing(signer));
  return byteCount <= ASSOCIATION_BYTES_MAX - (isReserved ? 0 : ASSOCIATION_RESERVE_BYTES);
}

/** An association that is not here: nothing can be judged, so everything stays with its sender, who sends the root. */
function allLater(plans: readonly Plan[]): ItemAnswer[] {
  return plans.map((plan) =>
    plan.type === "settled" ? plan.answer : settle(plan.id, "later").answer,
  );
}

/**
 * Nothing signs a bundle's sender, so only what its key signed shows that it is there. A known entry is good for it too: the
 * answer to the first try may have been lost. A known statement is not, for everybody can read and repeat it. [REL2] [ENT6]
 */
function isSignedBySender(sender: DeviceId, plans: readonly Plan[]): boolean {
  return plans.some((plan) => plan.type === "offer" && plan.signer?.device === sender);
}

async function highestOf(
  storage: Storage,
  association: AssociationId,
  sender: DeviceId,
): Promise<Result<BundleAnswer["highest"], StorageError>> {
  const found = await storage.highestSeq(association, sender);
  if (!found.ok) return found;
  const highest: { stream: StreamName; seq: number }[] = [];
  for (const [name, seq] of found.value) {
    const stream = parseStreamName(name);
    if (stream !== undefined) highest.push({ stream, seq });
  }
  return ok(highest.sort((left, right) => (left.stream < right.stream ? -1 : 1)));
}
