/** The views about this replica itself: who it is, and what of its own is still on its way. */
import { equalBytes } from "@tomoshibi/shared/base/bytes.ts";
import { isStatementOf } from "@tomoshibi/shared/membership/statement.ts";
import type { Recorded, Registration } from "@tomoshibi/shared/records/record.ts";
import type { Settings } from "@tomoshibi/shared/documents/settings/settings.ts";
import { awaitsReceipt } from "@tomoshibi/shared/sync/outbox.ts";
import { type Memory, ownStanding } from "../replica/memory.ts";
import type { ReplicaStore } from "../store/replica-store.ts";
import type { ConnectionView, ProfileView } from "../views.ts";
import { isOfficersReplica } from "./desk-replica.ts";
import type { People } from "./people.ts";
import { type OwnWord, isWithdrawn } from "./withdrawn.ts";

/** Who this replica is; undefined before founding or joining. */
export function profileView(memory: Memory, people: People | undefined): ProfileView | undefined {
  const { identity, membership } = memory;
  if (identity === undefined || membership === undefined) return undefined;
  const standing = ownStanding(memory);
  const { household, group } = ownPlace(memory);
  const said = ownRegistration(memory);
  const settings = memory.documents.get("settings")?.state as Settings | undefined;
  const name = settings?.associationName ?? "";
  return {
    key: "me",
    association: identity.association,
    associationName: name === "" ? membership.associationName : name,
    device: identity.device,
    household,
    group,
    // A household that is known by certificates only has no place in its group here: the card knew it.
    mark: markOnRoster(people, household) ?? membership.mark ?? "",
    representative: said?.content.representative ?? membership.representative,
    persons: householdPersons(memory, household),
    groups: ownGroups(memory),
    roles: [...(standing?.roles ?? [])].toSorted(),
    isOfficer: isOfficersReplica(standing),
    isConfirmed: standing?.isConfirmed ?? false,
    isStopped: standing?.revoked !== undefined,
    hasWithdrawn: isWithdrawn(ownWords(memory, household)),
    isDemo: membership.isDemo,
    joinedAtMs: membership.joinedAtMs,
    purposeVersion: membership.purposeVersion,
  };
}

function ownWords({ records, identity }: Memory, household: number): readonly OwnWord[] {
  return [...records.registrations, ...records.withdrawals].filter(
    ({ author, authorHousehold }) =>
      author === identity?.device || (household !== 0 && authorHousehold === household),
  );
}

function markOnRoster(people: People | undefined, household: number): string | undefined {
  const known = people?.byNumber.get(household);
  return known !== undefined && known.indexInGroup > 0 ? known.mark : undefined;
}

/** The household and group of this device by its certificate, also while the chain above it is not known yet. */
export function ownPlace(memory: Memory): { readonly household: number; readonly group: number } {
  const standing = ownStanding(memory);
  if (standing !== undefined) return { household: standing.household, group: standing.group };
  const { ownSignKey } = memory;
  for (const { statement } of memory.statements.values()) {
    if (ownSignKey === undefined || !isStatementOf(statement, "certificate")) continue;
    const { signKey, household, group } = statement.body;
    if (equalBytes(signKey, ownSignKey)) return { household, group };
  }
  return { household: 0, group: 0 };
}

/** The groups this device is of: its household's first, then those it leads. [STR] */
export function ownGroups(memory: Memory): readonly number[] {
  const groups = [ownPlace(memory).group, ...(ownStanding(memory)?.groupsLed ?? [])];
  return [...new Set(groups)].filter((group) => group !== 0);
}

/**
 * The people that the household's devices named last, as far as it has come here: whom 「1人目」 means is one answer in a family.
 *
 * As on officers' boards, a device that nobody confirmed yet outdoes no confirmed one: with a list of its own it could have a
 * 無事 said of somebody else, or one person fewer asked about. [MEM7]
 */
export function householdPersons(memory: Memory, household: number): readonly string[] {
  const own = memory.identity?.device;
  const said = memory.records.registrations
    .filter(
      ({ author, authorHousehold }) =>
        author === own || (household !== 0 && authorHousehold === household),
    )
    .toSorted(
      (left, right) =>
        Number(right.isConfirmed) - Number(left.isConfirmed) || compareSaid(left, right),
    );
  // A device that joins names nobody: only its first word may be that, a later one empties the list.
  const firsts = new Map(said.map((record) => [record.author, record.content.atSeconds]));
  const last = said.find(
    ({ author, content }) => content.persons.length > 0 || content.atSeconds !== firsts.get(author),
  );
  return last?.content.persons ?? [];
}

/** What this device said last of its household. */
export function ownRegistration(memory: Memory): Recorded<Registration> | undefined {
  const own = memory.records.registrations.filter(
    ({ author }) => author === memory.identity?.device,
  );
  return own.toSorted(compareSaid)[0];
}

/** The latest first. */
function compareSaid(left: Recorded<Registration>, right: Recorded<Registration>): number {
  return (
    right.content.atSeconds - left.content.atSeconds || (left.entryId > right.entryId ? -1 : 1)
  );
}

/** Counts what is still on its way, beside what the transports say about the relay. Inside a transaction. */
export async function projectConnection(database: ReplicaStore, memory: Memory): Promise<void> {
  let unsent = memory.waitingIntents;
  let unreceived = 0;
  for (const row of memory.outbox.values()) {
    const held = memory.entries.get(row.entryId);
    if (held === undefined || held.author !== memory.identity?.device) continue;
    if (held.reason === "erased") continue;
    if (row.state === "due") unsent += 1;
    if (row.state === "relayed" && awaitsReceipt(held.stream)) unreceived += 1;
  }
  const before = await database.connection.get("relay");
  if (before?.unsent === unsent && before.unreceived === unreceived) return;
  const unknown: ConnectionView = {
    key: "relay",
    state: "unknown",
    lastContactMs: undefined,
    unsent,
    unreceived,
  };
  await database.connection.put({ ...(before ?? unknown), unsent, unreceived });
}
