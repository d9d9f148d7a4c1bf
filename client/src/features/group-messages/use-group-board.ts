/** What the screens of 班のひとこと read: the groups that can be looked at, and the lines of one. */
import { useLiveQuery } from "dexie-react-hooks";
import type { GroupMessageView, ProfileView } from "../../engine/api.ts";
import { useReplica } from "../../screen/replica-context.tsx";

/** Groups this device writes to; before the engine has said so, its household's. */
export function ownGroups({ groups, group }: ProfileView): readonly number[] {
  return groups ?? (group === 0 ? [] : [group]);
}

/** Every group this device can look at: its own first, then, for officers, those where something was said. */
export function useReadableGroups(profile: ProfileView): readonly number[] {
  const { database } = useReplica();
  const own = ownGroups(profile);
  const others = useLiveQuery(
    async () => (await database.groupMessages.orderBy("group").uniqueKeys()) as number[],
    [database],
  );
  return [...new Set([...own, ...(others ?? [])])];
}

/** The messages of some groups. undefined while they are being read. */
export function useGroupMessages(
  groups: readonly number[],
): readonly GroupMessageView[] | undefined {
  const { database } = useReplica();
  return useLiveQuery(
    () =>
      database.groupMessages
        .where("group")
        .anyOf([...groups])
        .toArray(),
    [database, groups.join()],
  );
}

/** The newest of some messages. */
export function newestOf(messages: readonly GroupMessageView[]): GroupMessageView | undefined {
  return messages.reduce<GroupMessageView | undefined>(
    (newest, message) =>
      newest === undefined || message.shownAtMs > newest.shownAtMs ? message : newest,
    undefined,
  );
}
