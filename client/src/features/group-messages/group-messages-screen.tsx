/** 班のひとこと: what the people of a group say to one another, the newest first. Read and written with no network. [STR] */
import { type ReactElement, useEffect, useState } from "react";
import type { ProfileView } from "../../engine/api.ts";
import { groupMessages } from "../../i18n/ja/group-messages.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { isForMessages } from "../../screen/desk-text.ts";
import { useIntents, useProfile } from "../../screen/queries.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { useQuestion } from "../../screen/use-question.tsx";
import { webStorage } from "../../screen/web-storage.ts";
import { Button } from "../../ui/button.tsx";
import { SelectField } from "../../ui/field.tsx";
import { Notice, Soft } from "../../ui/surface.tsx";
import { Refused } from "../refused/refused.tsx";
import { ResidentPage } from "../safety/resident-page.tsx";
import { type Line, boardLines } from "./lines.ts";
import { MessageLine } from "./message-line.tsx";
import { rememberSeen, seenUntilMs } from "./seen.ts";
import { newestOf, ownGroups, useGroupMessages, useReadableGroups } from "./use-group-board.ts";
import { WritePart } from "./write-part.tsx";
import "./group-messages.css";

/** The screen. */
export function GroupMessagesScreen(): ReactElement {
  const t = useMessages(groupMessages);
  const profile = useProfile();
  return (
    <ResidentPage back={{ href: "/association", title: t("association") }}>
      <h1>{t("title")}</h1>
      <Refused />
      {profile && !isForMessages(profile) && <Notice title={t("notOnDesk")} />}
      {profile && isForMessages(profile) && <GroupChoice profile={profile} />}
    </ResidentPage>
  );
}

/** Which group, where there is more than one: at first the own one in which something was said last. */
function GroupChoice({ profile }: { readonly profile: ProfileView }): ReactElement {
  const t = useMessages(groupMessages);
  const own = ownGroups(profile);
  const groups = useReadableGroups(profile);
  const newest = newestOf(useGroupMessages(own) ?? []);
  const [chosen, setChosen] = useState<number>();
  const group = chosen ?? newest?.group ?? groups[0];
  if (group === undefined) return <Notice title={t("noGroup")} />;
  return (
    <>
      {groups.length > 1 && (
        <SelectField
          label={t("which")}
          value={String(group)}
          options={groups.map((number) => ({
            value: String(number),
            label: t("groupName", { group: number }),
          }))}
          onChange={(event) => setChosen(Number(event.target.value))}
        />
      )}
      <GroupBoard key={group} profile={profile} group={group} isOwn={own.includes(group)} />
    </>
  );
}

function GroupBoard({
  profile,
  group,
  isOwn,
}: {
  readonly profile: ProfileView;
  readonly group: number;
  readonly isOwn: boolean;
}): ReactElement {
  const t = useMessages(groupMessages);
  const { nowMs } = useReplica();
  const { lines, more, name, showAll } = useLines(profile, group);
  const { ask, dialog } = useQuestion(t("eraseNo"));
  const erase = ({ message, isByThisDevice, name: author }: Line): void => {
    if (message === undefined) return;
    const detail = [isByThisDevice ? "" : t("eraseOther", { name: author }), t("eraseDetail")];
    const command = { type: "eraseGroupMessage", message, atMs: nowMs() } as const;
    ask({ title: t("eraseTitle"), detail: detail.join(""), command });
  };
  // What a stopped device says reaches nobody: neither a message nor that one is taken back. [MEM5]
  const isStopped = profile.isStopped === true;
  const mayErase = (line: Line): boolean =>
    line.message !== undefined && !isStopped && (line.isByThisDevice || profile.isOfficer);
  return (
    <>
      {!isStopped && <Soft>{t("readers", { group })}</Soft>}
      {isStopped && <Notice title={t("stopped")} />}
      {isOwn && !isStopped && <WritePart group={group} name={name} />}
      {!isOwn && !isStopped && <Soft>{t("othersGroup")}</Soft>}
      {lines?.length === 0 && <p>{t("none")}</p>}
      <ul className="group-lines" aria-label={t("title")}>
        {lines?.map((line) => (
          <MessageLine
            key={line.recordId}
            line={line}
            onErase={mayErase(line) ? () => erase(line) : undefined}
          />
        ))}
      </ul>
      {more > 0 && <Button onClick={showAll}>{t("more", { count: more })}</Button>}
      {dialog}
    </>
  );
}

/** The lines of a group, and under which name this device wrote last. */
function useLines(
  profile: ProfileView,
  group: number,
): {
  readonly lines: readonly Line[] | undefined;
  readonly more: number;
  readonly name: string;
  readonly showAll: () => void;
} {
  const views = useGroupMessages([group]);
  const intents = useIntents();
  const [isWhole, setIsWhole] = useState(false);
  const seenUntil = useSeen(views?.map(({ arrivedAtMs }) => arrivedAtMs) ?? []);
  const board =
    views &&
    intents &&
    boardLines({
      ...{ group, views, intents, isWhole },
      ...{ household: profile.household, seenUntilMs: seenUntil },
      isStopped: profile.isStopped === true,
    });
  const lastOwn = newestOf(views?.filter(({ isByThisDevice }) => isByThisDevice) ?? []);
  return {
    lines: board?.lines,
    more: board?.more ?? 0,
    name: lastOwn?.name ?? profile.representative,
    showAll: () => setIsWhole(true),
  };
}

/** Until when it had been shown before this screen was opened; what is before the eyes now is no news the next time. */
function useSeen(arrivedAtMs: readonly number[]): number {
  const { replica } = useReplica();
  const [before] = useState(() => seenUntilMs(webStorage(), replica));
  const newest = arrivedAtMs.reduce((left, right) => Math.max(left, right), 0);
  useEffect(() => {
    if (document.visibilityState !== "visible") return;
    if (newest > seenUntilMs(webStorage(), replica)) rememberSeen(webStorage(), replica, newest);
  }, [newest, replica]);
  return before;
}
