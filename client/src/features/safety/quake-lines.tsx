/** What JMA announced beside the question: what was called off, the aftershocks, and what nothing is asked about. */
import { useLiveQuery } from "dexie-react-hooks";
import type { ReactElement } from "react";
import type { AlertView } from "../../engine/api.ts";
import { quakesMessages } from "../../i18n/ja/quakes.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { Notice, Soft } from "../../ui/surface.tsx";
import { quakeText } from "./quake-text.ts";

/** Aftershocks that are told; the newest. */
const LINES_MAX = 3;
/** What shook earlier is no news. */
const NEWS_MS = 24 * 3_600_000;

/** The earthquakes of an incident, the first that asked first: it may stand above the question already. */
export function QuakeLines({
  earthquakes = [],
  isAsked = false,
}: {
  readonly earthquakes?: readonly AlertView[] | undefined;
  readonly isAsked?: boolean;
}): ReactElement | null {
  const t = useMessages(quakesMessages);
  const [first, ...after] = earthquakes;
  if (first === undefined) return null;
  return (
    <>
      {(!isAsked || first.isCancelled) && <Quake earthquake={first} />}
      {after.length > 0 && <Soft>{t("after")}</Soft>}
      {after.slice(-LINES_MAX).map((earthquake) => (
        <Quake key={earthquake.incident} earthquake={earthquake} />
      ))}
    </>
  );
}

/** Earthquakes of the last day that nothing is asked about, on the home screen. */
export function QuakeNews(): ReactElement | null {
  const { database, nowMs } = useReplica();
  const news = useLiveQuery(() => database.alerts.toArray(), [database]) ?? [];
  const fresh = news
    .filter(({ shakenAtMs }) => nowMs() - shakenAtMs < NEWS_MS)
    .toSorted((left, right) => right.shakenAtMs - left.shakenAtMs);
  return (
    <>
      {fresh.map((earthquake) => (
        <Quake key={earthquake.incident} earthquake={earthquake} />
      ))}
    </>
  );
}

function Quake({ earthquake }: { readonly earthquake: AlertView }): ReactElement {
  const t = useMessages(quakesMessages);
  const shell = useMessages(shellMessages);
  const formats = useFormats();
  const text = quakeText(shell, earthquake, formats.dateTime(earthquake.shakenAtMs));
  if (!earthquake.isCancelled) return <Soft>{text}</Soft>;
  return (
    <Notice tone="caution" title={t("cancelled")}>
      <p>{text}</p>
    </Notice>
  );
}
