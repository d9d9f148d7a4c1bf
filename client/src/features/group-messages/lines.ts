/**
 * The lines of one group's board: what the engine has sealed (views) and what is only stored yet (intents), as one list. Pure. What
 * somebody wrote is never missing from it, whatever the engine does. [DEL2]
 */
import type { RecordId } from "@tomoshibi/shared/base/ids.ts";
import {
  type BoardMessage,
  KEPT_A_HOUSEHOLD_MAX,
  normalName,
  sharedNames,
  shownMessages,
} from "@tomoshibi/shared/group-messages/board.ts";
import type { GroupMessageView, Intent } from "../../engine/api.ts";

/** One message on the screen. */
export interface Line
  extends BoardMessage, Omit<GroupMessageView, "recordId" | "intent" | "group" | "arrivedAtMs"> {
  /** undefined while it is stored and not yet sealed: then nothing can be erased. */
  readonly message: RecordId | undefined;
  /** It came after this device had last shown the board, from somebody else. */
  readonly isNew: boolean;
  /** Another household writes under the same name. */
  readonly isNameShared: boolean;
}

/** What a board is made of. */
export interface BoardInput {
  readonly group: number;
  readonly views: readonly GroupMessageView[];
  readonly intents: readonly Intent[];
  readonly household: number;
  readonly seenUntilMs: number;
  /** Officers have stopped this device: what it still says reaches nobody of the group. [MEM5] */
  readonly isStopped: boolean;
  /** もっと見る was pressed: everything that is kept. */
  readonly isWhole: boolean;
}

/** The lines, the newest first, and how many stand behind もっと見る. */
export function boardLines(input: BoardInput): {
  readonly lines: readonly Line[];
  readonly more: number;
} {
  const views = input.views.filter(({ group }) => group === input.group);
  const shared = sharedNames(views);
  const sealed = new Set(views.map(({ intent }) => intent));
  const all = [
    ...intentLines(input, endOf(views, input.household)).filter(
      ({ recordId }) => !sealed.has(recordId),
    ),
    ...views.map(({ recordId, intent, arrivedAtMs, ...view }): Line => ({
      ...view,
      recordId: intent ?? recordId,
      message: recordId,
      isNew: !view.isByThisDevice && arrivedAtMs > input.seenUntilMs,
      isNameShared: shared.has(normalName(view.name)),
    })),
  ];
  const { shown, more } = shownMessages(all, input.isWhole);
  return { lines: shown, more };
}

/**
 * What was written here until then may be too old for the board. Units: Unix ms; 0 where the board has room for more of the household:
 * a clock that was set back says nothing then.
 */
function endOf(views: readonly GroupMessageView[], household: number): number {
  const own = views.filter(({ isByThisDevice }) => isByThisDevice);
  const whose = own[0]?.household ?? household;
  if (views.filter((view) => view.household === whose).length < KEPT_A_HOUSEHOLD_MAX) return 0;
  const counted = own.filter(({ isPastEnd }) => isPastEnd !== true);
  return counted.reduce((end, { writtenAtMs }) => Math.max(end, writtenAtMs), 0);
}

/**
 * Messages that no view shows: those that are durable and not yet entries, and, on a device that was stopped, those that were
 * entries before it heard of its end and lie beyond that, which the engine takes off the board here as everywhere.
 */
function intentLines(
  { group, intents, household, isStopped }: BoardInput,
  endMs: number,
): readonly Line[] {
  return intents.flatMap(({ id, state, command }) => {
    if (command.type !== "writeGroupMessage" || command.group !== group) return [];
    const { name, text, atMs } = command;
    const isBeyond = isStopped && state === "sealed" && text !== "" && atMs > endMs;
    if (state !== "stored" && !isBeyond) return [];
    return [
      {
        ...{ recordId: id, household, name, text, shownAtMs: atMs, writtenAtMs: atMs, mark: "" },
        ...{ isByLeader: false, isConfirmed: true, isByThisDevice: true, delivery: "saved" },
        isPastEnd: isStopped,
        ...{ message: undefined, isNew: false, isNameShared: false },
      } as const,
    ];
  });
}
