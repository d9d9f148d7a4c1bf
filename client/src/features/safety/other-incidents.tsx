/** The other open incidents, below the one that is shown. */
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import type { ReactElement } from "react";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { Button } from "../../ui/button.tsx";
import { Stack } from "../../ui/surface.tsx";
import type { OtherIncident } from "./screen-state.ts";

/** A button for each; nothing when there are none. */
export function OtherIncidents({
  others,
  onChoose,
}: {
  readonly others: readonly OtherIncident[];
  readonly onChoose: (incident: IncidentId) => void;
}): ReactElement | null {
  const t = useMessages(shellMessages);
  const formats = useFormats();
  if (others.length === 0) return null;
  return (
    <Stack isClose>
      <h2>{t("otherIncidents")}</h2>
      {others.map(({ incident, isAnswered }) => (
        <Button key={incident.incident} onClick={() => onChoose(incident.incident)}>
          {t("otherIncident", {
            name: [incident.isDrill && t("drill"), incident.title || t(incident.cause)]
              .filter(Boolean)
              .join(" "),
            time: formats.dateTime(incident.openedAtMs),
            state: t(isAnswered ? "answered" : "unanswered"),
          })}
        </Button>
      ))}
    </Stack>
  );
}
