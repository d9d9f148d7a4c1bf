/** What an officer does with the incident itself: confirm, make real, join, fix the total, end. */
import { useLiveQuery } from "dexie-react-hooks";
import { type ReactElement, useState } from "react";
import type { Command, IncidentView } from "../../engine/api.ts";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { useSubmit } from "../../screen/use-submit.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, Disclosure, Notice } from "../../ui/surface.tsx";
import { incidentTitle } from "./incident-title.ts";

/** A step that needs a second look before it is taken. */
interface Question {
  readonly title: string;
  readonly detail: string;
  readonly command: Command;
}

/** A provisional incident asks to be confirmed; the rest stands one level down. */
export function IncidentActions({ incident }: { readonly incident: IncidentView }): ReactElement {
  const t = useMessages(deskMessages);
  const shell = useMessages(shellMessages);
  const formats = useFormats();
  const { database, nowMs } = useReplica();
  const { state, save } = useSubmit();
  const [question, setQuestion] = useState<Question>();
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
  const change = (kind: "closed" | "confirmed" | "becameReal" | "cancelled"): Command => ({
    type: "changeIncident",
    incident: id,
    change: kind,
    atMs: nowMs(),
  });
  const ask = (title: string, detail: string, command: Command): void =>
    setQuestion({ title, detail, command });
  const take = async (command: Command): Promise<void> => {
    if (await save(command)) setQuestion(undefined);
  };

  return (
    <div className="incident-actions">
      {incident.isOpen && incident.isProvisional && (
        <Notice
          tone="caution"
          title={t("provisionalFrom", {
            households: t("households", { count: incident.openedByHouseholds.length }),
          })}
        >
          <div className="roster-actions">
            <Button
              kind="primary"
              onClick={() =>
                ask(t("actions.confirm"), t("actions.confirmAsk"), change("confirmed"))
              }
            >
              {t("actions.confirm")}
            </Button>
            <Button
              onClick={() => ask(t("actions.cancel"), t("actions.closeAsk"), change("cancelled"))}
            >
              {t("actions.cancel")}
            </Button>
          </div>
        </Notice>
      )}
      {incident.isOpen && (
        <Disclosure summary={t("actions.menu")}>
          <div className="incident-menu">
            {incident.isDrill && (
              <Button
                kind="danger"
                onClick={() =>
                  ask(t("actions.toReal"), t("actions.toRealAsk"), change("becameReal"))
                }
              >
                {t("actions.toReal")}
              </Button>
            )}
            <Button
              onClick={() =>
                ask(t("actions.freeze"), t("actions.freezeAsk"), {
                  type: "freezeStartList",
                  incident: id,
                  atMs: nowMs(),
                })
              }
            >
              {t("actions.freeze")}
            </Button>
            {others?.map((other) => (
              <Button
                key={other.incident}
                onClick={() =>
                  ask(t("actions.join"), incidentTitle(other, t, formats.date), {
                    type: "linkIncidents",
                    incident: id,
                    other: other.incident,
                    link: "same",
                    atMs: nowMs(),
                  })
                }
              >
                {t("actions.joinWith", { title: incidentTitle(other, t, formats.date) })}
              </Button>
            ))}
            {incident.joined
              .filter((joined) => joined !== id)
              .map((joined) => (
                <Button
                  key={joined}
                  onClick={() =>
                    void take({
                      type: "linkIncidents",
                      incident: id,
                      other: joined,
                      link: "apart",
                      atMs: nowMs(),
                    })
                  }
                >
                  {t("actions.apart")}
                </Button>
              ))}
            <Button
              onClick={() => ask(t("actions.close"), t("actions.closeAsk"), change("closed"))}
            >
              {t("actions.close")}
            </Button>
          </div>
        </Disclosure>
      )}
      {state === "failed" && <Notice tone="error" title={shell("storageFull")} />}
      <Dialog
        title={question?.title ?? ""}
        isOpen={question !== undefined}
        onClose={() => setQuestion(undefined)}
        actions={
          <>
            <Button onClick={() => setQuestion(undefined)}>{t("opening.cancel")}</Button>
            <Button kind="primary" onClick={() => question && void take(question.command)}>
              {question?.title}
            </Button>
          </>
        }
      >
        <p>{question?.detail}</p>
      </Dialog>
    </div>
  );
}
