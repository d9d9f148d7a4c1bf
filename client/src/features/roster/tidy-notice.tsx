/** The way to tidying, on the roster and the desk: proposed once a fiscal year has begun since, by a button and never by a clock alone. [DOC3] */
import type { ReactElement } from "react";
import { tidyMessages } from "../../i18n/ja/tidy.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { Link } from "../../ui/button.tsx";
import { Notice } from "../../ui/surface.tsx";
import { useTidyState } from "./tidy-state.ts";

/** Nothing while there is nothing to tidy; with `isQuiet`, nothing either while nothing waits for the officer. */
export function TidyNotice({
  isQuiet = false,
}: {
  readonly isQuiet?: boolean;
}): ReactElement | null {
  const t = useMessages(tidyMessages);
  const state = useTidyState();
  if (state?.begunAtMs === undefined) return null;
  const { late, isDue } = state;
  const link = (
    <Link href="/roster/tidy" kind="secondary">
      {t("toTidy")}
    </Link>
  );
  if (late.length > 0)
    return (
      <Notice tone="caution" title={t("lateWaiting", { count: late.length })}>
        {link}
      </Notice>
    );
  if (isDue)
    return (
      <Notice tone="caution" title={t("due")}>
        {link}
      </Notice>
    );
  return isQuiet ? null : <p>{link}</p>;
}
