/** What names are used for, point by point: the same words when joining and afterwards. */
import type { ReactElement } from "react";
import { purposeMessages } from "../../i18n/ja/purpose.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import "./purpose.css";

const POINTS = ["only", "details", "shelter", "messages", "leaving"] as const;

/** All that is agreed to. */
export function PurposeText(): ReactElement {
  const t = useMessages(purposeMessages);
  return (
    <ul className="purpose-points">
      {POINTS.map((point) => (
        <li key={point}>{t(point)}</li>
      ))}
    </ul>
  );
}
