/** While one board is open: another real incident, above everything, so that a true call for help in a drill is seen. */
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import { useLiveQuery } from "dexie-react-hooks";
import type { ReactElement } from "react";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { Link } from "../../ui/button.tsx";
import { Notice } from "../../ui/surface.tsx";
import { helpIn } from "./counts-shown.ts";
import { incidentTitle } from "./incident-title.ts";

/** Nothing while no other real incident is open. `except`: the one whose board this is. */
export function OtherRealIncidents({ except }: { readonly except?: IncidentId }): ReactElement {
  const t = useMessages(deskMessages);
  const formats = useFormats();
  const { database } = useReplica();
  const others = useLiveQuery(async () => {
    const open = await database.incidents
      .filter((one) => one.isOpen && !one.isDrill && one.isShown && one.incident !== except)
      .toArray();
    return Promise.all(
      open.map(async (incident) => ({
        incident,
        help: helpIn((await database.boardCounts.get([incident.incident, 0]))?.counts),
      })),
    );
  }, [database, except]);
  return (
    <>
      {others?.map(({ incident, help }) => (
        <Notice
          key={incident.incident}
          tone={help > 0 ? "error" : "caution"}
          title={help > 0 ? t("otherHelp", { help }) : t("otherOpen")}
        >
          <Link href={`/desk/${incident.incident}`} kind="secondary">
            {incidentTitle(incident, t, formats.date)}
          </Link>
        </Notice>
      ))}
    </>
  );
}
