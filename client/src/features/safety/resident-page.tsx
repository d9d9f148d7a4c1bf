/** A resident's screen beside home. While an incident is open it is dark too, says 本番 or 訓練, and leads back to the question. */
import type { ReactElement, ReactNode } from "react";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { Link } from "../../ui/button.tsx";
import { useSafetyState } from "./use-safety-state.ts";

/** A screen with the tabs. */
export function ResidentPage({
  back,
  children,
}: {
  /** Where もどる leads, and the name of that place, which stands for the association's. */
  readonly back?: { readonly href: string; readonly title: string };
  readonly children: ReactNode;
}): ReactElement {
  const t = useMessages(shellMessages);
  const state = useSafetyState();
  const header = back && { backHref: back.href, title: back.title };
  if (state?.type !== "incident") {
    return (
      <AppPage tabs="bottom" theme={state === undefined ? "keep" : "light"} {...header}>
        {children}
      </AppPage>
    );
  }
  return (
    <AppPage tabs="low" theme="dark" mode={state.incident.isDrill ? "drill" : "real"} {...header}>
      {state.mine === undefined && (
        <Link kind="primary" isWide href="/">
          {t("ask")}
        </Link>
      )}
      {children}
    </AppPage>
  );
}
