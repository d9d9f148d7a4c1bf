/** What an officer does with the incident itself: confirm, make real, join, fix the total, end. */
import { useLiveQuery } from "dexie-react-hooks";
import type { ReactElement } from "react";
import type { IncidentView } from "../../engine/api.ts";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { Button } from "../../ui/button.tsx";
import { Disclosure, Notice } from "../../ui/surface.tsx";
import { incidentTitle } from "./incident-title.ts";
import { changeIncident, freezeStartList, linkIncidents } from "./incident-commands.ts";
import { useQuestion } from "./question.tsx";

/** A provisional incident asks to be confirmed, above everything. */
export function ProvisionalNotice({
  incident,
}: {
  readonly incident: IncidentView;
}): ReactElement | null {
  const t = useMessages(deskMessages);
  const { nowMs } = useReplica();
  const { ask, dialog } = useQuestion();
  if (!incident.isOpen || !incident.isProvisional) return null;
  const households = t("households", { count: incident.openedByHouseholds.length });
  return (
    <Notice tone="caution" title={t("provisionalFrom", { households })}>
      <div className="incident-menu">
        <Button
          kind="primary"
          onClick={() =>
            ask({
              title: t("actions.confirm"),
              detail: t("actions.confirmAsk"),
              command: changeIncident(incident.incident, "confirmed", nowMs()),
            })
          }
        >
          {t("actions.confirm")}
        </Button>
        <Button
          onClick={() =>
            ask({
              title: t("actions.cancel"),
              detail: t("actions.closeAsk"),
              command: changeIncident(incident.incident, "cancelled", nowMs()),
            })
          }
        >
          {t("actions.cancel")}
        </Button>
      </div>
      {dialog}
    </Notice>
  );
}

/** Rare steps, one level down, each with a second look. */
export function IncidentMenu({
  incident,
}: {
  readonly incident: IncidentView;
}): ReactElement | null {
  const t = useMessages(deskMessages);
  const { nowMs } = useReplica();
  const { ask, dialog } = useQuestion();
  const id = incident.incident;
  if (!incident.isOpen) return <ReopenButton incident={incident} />;
  return (
    <Disclosure summary={t("actions.menu")}>
      <div className="incident-menu">
        {incident.isDrill && (
          <Button
            kind="danger"
            onClick={() =>
              ask({
                title: t("actions.toReal"),
                detail: t("actions.toRealAsk"),
                command: changeIncident(id, "becameReal", nowMs()),
              })
            }
          >
            {t("actions.toReal")}
          </Button>
        )}
        <Button
          onClick={() =>
            ask({
              title: t("actions.freeze"),
              detail: t("actions.freezeAsk"),
              command: freezeStartList(id, nowMs()),
            })
          }
        >
          {t("actions.freeze")}
        </Button>
        <JoinButtons incident={incident} />
        <Button
          onClick={() =>
            ask({
              title: t("actions.close"),
              detail: t("actions.closeAsk"),
              command: changeIncident(id, "closed", nowMs()),
            })
          }
        >
          {t("actions.close")}
        </Button>
      </div>
      {dialog}
    </Disclosure>
  );
}

function JoinButtons({ incident }: { readonly incident: IncidentView }): ReactElement {
  const t = useMessages(deskMessages);
  const formats = useFormats();
  const { database, nowMs } = useReplica();
  const { ask, dialog } = useQuestion();
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
  const parts = incident.joined.filter((joined) => joined !== id);
  return (
    <>
      {others?.map((other) => (
        <Button
          key={other.incident}
          onClick={() =>
            ask({
              title: t("actions.join"),
              detail: incidentTitle(other, t, formats.date),
              command: linkIncidents(id, other.incident, "same", nowMs()),
            })
          }
        >
          {t("actions.joinWith", { title: incidentTitle(other, t, formats.date) })}
        </Button>
      ))}
      {parts.map((joined) => (
        <Button
          key={joined}
          onClick={() =>
            ask({
              title: t("actions.apart"),
              detail: incidentTitle(incident, t, formats.date),
              command: linkIncidents(id, joined, "apart", nowMs()),
            })
          }
        >
          {t("actions.apart")}
        </Button>
      ))}
      {dialog}
    </>
  );
}

/** For what was ended by mistake, with all its reports; an aftershock is started anew instead. */
function ReopenButton({ incident }: { readonly incident: IncidentView }): ReactElement {
  const t = useMessages(deskMessages);
  const { nowMs } = useReplica();
  const { ask, dialog } = useQuestion();
  return (
    <>
      <Button
        onClick={() =>
          ask({
            title: t("actions.reopen"),
            detail: t("actions.reopenAsk"),
            command: changeIncident(incident.incident, "reopened", nowMs()),
          })
        }
      >
        {t("actions.reopen")}
      </Button>
      {dialog}
    </>
  );
}
