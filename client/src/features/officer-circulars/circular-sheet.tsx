/** A circular on paper, for the households without the app: seen by the printer only. */
import type { ReactElement } from "react";
import type { CircularView } from "../../engine/api.ts";
import { useFormats } from "../../i18n/use-messages.tsx";
import "./circular-sheet.css";

/**
 * Whose it is, when it was published, its title and its text, lines as they were typed. All of it is given: the printer does not wait
 * for a query.
 */
export function CircularSheet({
  circular,
  associationName,
}: {
  readonly circular: CircularView;
  readonly associationName: string | undefined;
}): ReactElement {
  const formats = useFormats();
  return (
    <article className="circular-sheet">
      <p>{associationName}</p>
      <p>{formats.fullDate(circular.publishedAtMs)}</p>
      <h2>{circular.title}</h2>
      <p className="circular-sheet-body">{circular.body}</p>
    </article>
  );
}
