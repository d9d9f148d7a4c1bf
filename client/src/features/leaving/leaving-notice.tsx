/** Households that pressed やめる: told on the desk and on the roster until officers have taken them off. [ERA1] */
import { useLiveQuery } from "dexie-react-hooks";
import type { ReactElement } from "react";
import type { HouseholdView } from "../../engine/api.ts";
import { leavingMessages } from "../../i18n/ja/leaving.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { Button, Link } from "../../ui/button.tsx";
import { Notice } from "../../ui/surface.tsx";
import "./leaving.css";
import { useEnding } from "./use-ending.tsx";

/** Shown here with a button each; the roster has them all. */
const SHOWN_MAX = 3;

/** Nothing while nobody leaves, but for what was just done here. */
export function LeavingNotice(): ReactElement | null {
  const t = useMessages(leavingMessages);
  const { database } = useReplica();
  const leaving = useLiveQuery(
    () => database.households.filter(({ hasWithdrawn }) => hasWithdrawn).toArray(),
    [database],
  );
  const { end, shown: shownEnding } = useEnding();
  const shown = (leaving ?? []).slice(0, SHOWN_MAX);
  const rest = (leaving?.length ?? 0) - shown.length;
  return (
    <>
      {shownEnding}
      {leaving !== undefined && leaving.length > 0 && (
        <Notice tone="caution" title={titleOf(t, leaving)}>
          <p>{t("withdrawnHow")}</p>
          <ul className="leaving-list">
            {shown.map((household) => (
              <li key={household.number}>
                <span>
                  {household.mark} {household.name}
                </span>
                <Button
                  aria-label={`${household.mark} ${household.name} ${t("end")}`}
                  onClick={() => end(household)}
                >
                  {t("end")}
                </Button>
              </li>
            ))}
          </ul>
          {rest > 0 && (
            <>
              <p>{t("rest", { count: rest })}</p>
              <Link href="/roster" kind="secondary">
                {t("toRoster")}
              </Link>
            </>
          )}
        </Notice>
      )}
    </>
  );
}

function titleOf(
  t: ReturnType<typeof useMessages<typeof leavingMessages.ja>>,
  leaving: readonly HouseholdView[],
): string {
  const [first] = leaving;
  if (first === undefined || leaving.length > 1)
    return t("withdrawnMany", { count: leaving.length });
  const { mark, name } = first;
  return name === "" ? t("withdrawnMark", { mark }) : t("withdrawn", { name });
}
