/** What an officer does with the incident itself: confirm, make real, join, fix the total, end. */
import { useLiveQuery } from "dexie-react-hooks";
import type { ReactElement } from "react";
import type { Command, IncidentView } from "../../engine/api.ts";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { Button, type ButtonKind } from "../../ui/button.tsx";
import { Disclosure, Notice } from "../../ui/surface.tsx";
import { openMatters, withoutGone } from "./board-list.ts";
import { incidentTitle } from "./incident-title.ts";
import { changeIncident, freezeStartList, linkIncidents } from "./incident-commands.ts";
import { type Question } from "../../screen/use-question.tsx";
import { useDeskQuestion } from "./question.tsx";
import { useGone } from "./use-gone.ts";

interface ActionProps {
  readonly incident: IncidentView;
}

/** A provisional incident asks to be confirmed, above everything. */
export function ProvisionalNotice({ incident }: ActionProps): ReactElement | null {
  const t = useMessages(deskMessages);
  const id = incident.incident;
  if (!incident.isOpen || !incident.isProvisional) return null;
  const count = incident.openedByHouseholds.length;
  return (
    <Notice tone="caution" title={t("provisionalFrom", { count })}>
      <div className="incident-menu">
        <AskButton
          kind="primary"
          title={t("actions.confirm")}
          detail={t("actions.confirmAsk")}
          command={(atMs) => changeIncident(id, "confirmed", atMs)}
        />
        <AskButton
          title={t("actions.cancel")}
          detail={t("actions.cancelAsk")}
          command={(atMs) => changeIncident(id, "cancelled", atMs)}
        />
      </div>
    </Notice>
  );
}

/** Rare steps, one level down; of an ended incident, the one that takes the end back. */
export function IncidentMenu({ incident }: ActionProps): ReactElement {
  const t = useMessages(deskMessages);
  const id = incident.incident;
  if (!incident.isOpen) {
    return (
      <AskButton
        title={t("actions.reopen")}
        detail={t("actions.reopenAsk")}
        command={(atMs) => changeIncident(id, "reopened", atMs)}
      />
    );
  }
  return (
    <Disclosure summary={t("actions.menu")}>
      <div className="incident-menu">
        {incident.isDrill && (
          <AskButton
            kind="danger"
            title={t("actions.toReal")}
            detail={t("actions.toRealAsk")}
            command={(atMs) => changeIncident(id, "becameReal", atMs)}
          />
        )}
        <AskButton
          title={t("actions.freeze")}
          detail={t("actions.freezeAsk")}
          command={(atMs) => freezeStartList(id, atMs)}
        />
        <JoinButtons incident={incident} />
        <CloseButton incident={incident} />
      </div>
    </Disclosure>
  );
}

const MATTERS = ["help", "needsCheck", "contact", "partlySafe", "silent"] as const;

/** 安否確認をおわる: says first what is not done, for nobody looks at an ended board again. */
function CloseButton({ incident }: ActionProps): ReactElement {
  const t = useMessages(deskMessages);
  const { database } = useReplica();
  const id = incident.incident;
  const rows =
    useLiveQuery(() => database.boardRows.where("incident").equals(id).toArray(), [database, id]) ??
    [];
  const open = openMatters(withoutGone(rows, useGone(rows)));
  const lines = MATTERS.flatMap((kind) => {
    const count = open[kind];
    return count === 0 ? [] : [t(`close.${kind}`, { count })];
  });
  return (
    <AskButton
      title={t("actions.close")}
      detail={t("actions.closeAsk")}
      warning={lines.length === 0 ? undefined : { title: t("close.open"), lines }}
      command={(atMs) => changeIncident(id, "closed", atMs)}
    />
  );
}

function JoinButtons({ incident }: ActionProps): ReactElement {
  const t = useMessages(deskMessages);
  const formats = useFormats();
  const { database } = useReplica();
  const id = incident.incident;
  // Never across real and drill: joining them would bring exercise reports onto a real board.
  const others = useLiveQuery(
    () =>
      database.incidents
        .filter(
          (other) => other.isOpen && other.incident !== id && other.isDrill === incident.isDrill,
        )
        .toArray(),
    [database, id, incident.isDrill],
  );
  return (
    <>
      {others?.map((other) => (
        <AskButton
          key={other.incident}
          title={t("actions.joinWith", { title: incidentTitle(other, t, formats.date) })}
          detail={t("actions.joinAsk")}
          command={(atMs) => linkIncidents(id, other.incident, "same", atMs)}
        />
      ))}
      {incident.joined
        .filter((joined) => joined !== id)
        .map((joined) => (
          <AskButton
            key={joined}
            title={t("actions.apart")}
            detail={t("actions.apartAsk")}
            command={(atMs) => linkIncidents(id, joined, "apart", atMs)}
          />
        ))}
    </>
  );
}

/** A button that asks once more before it does what many people will see. */
function AskButton({
  title,
  detail,
  warning,
  command,
  kind = "secondary",
}: {
  readonly title: string;
  readonly detail: string;
  readonly warning?: Question["warning"];
  readonly command: (atMs: number) => Command;
  readonly kind?: ButtonKind;
}): ReactElement {
  const { nowMs } = useReplica();
  const { ask, dialog } = useDeskQuestion();
  return (
    <>
      <Button
        kind={kind}
        onClick={() => ask({ title, detail, warning, command: command(nowMs()) })}
      >
        {title}
      </Button>
      {dialog}
    </>
  );
}
