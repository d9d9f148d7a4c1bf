/** A screen of this app: the frame of ui/page.tsx with the association, the network chip, the demo's banner and the tabs. */
import type { ReactElement, ReactNode } from "react";
import { useLocation } from "wouter";
import { shellMessages } from "../i18n/ja/shell.ts";
import { useMessages } from "../i18n/use-messages.tsx";
import { Header, Page, TabBar, type TabPlace, type Theme } from "../ui/page.tsx";
import { ModeLabel, NetworkChip } from "../ui/status.tsx";
import { Notice } from "../ui/surface.tsx";
import { useConnection, useProfile } from "./queries.ts";
import { useEngineState, useReplica } from "./replica-context.tsx";
import { useNudges } from "./use-nudges.ts";

/** A screen. `mode`: 本番 or 訓練 before the title, on every screen that belongs to an incident. */
export function AppPage({
  title,
  mode,
  theme = "light",
  isWide = false,
  backHref,
  tabs,
  aside,
  children,
}: {
  /** What stands at the top left; the association's name if not given. Not a heading: each screen has its own h1. */
  readonly title?: ReactNode;
  readonly mode?: "real" | "drill" | undefined;
  readonly theme?: Theme | "keep";
  readonly isWide?: boolean;
  readonly backHref?: string;
  /** Where the tabs are; none if not given. */
  readonly tabs?: TabPlace;
  /** Buttons beside the network chip. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}): ReactElement {
  const t = useMessages(shellMessages);
  const { isDemo } = useReplica();
  const profile = useProfile();
  const connection = useConnection();
  const engineState = useEngineState();
  // Before joining there is no relay to ask, and an engine that did not start asks none: たしかめ中 would never end.
  const isAsked = profile !== null && engineState !== "failed";
  const isKnown = isAsked || connection !== "unknown";
  useNudges({ isOffline: isAsked && connection === "offline", isUrgent: mode !== undefined });
  return (
    <Page
      theme={theme}
      isWide={isWide}
      banner={isDemo ? t("demo") : undefined}
      header={
        <Header
          back={backHref === undefined ? undefined : { href: backHref, label: t("back") }}
          label={mode && <ModeLabel mode={mode}>{t(mode)}</ModeLabel>}
          title={title ?? profile?.associationName ?? null}
          aside={
            <>
              {aside}
              {isKnown && <NetworkChip state={connection}>{t(connection)}</NetworkChip>}
            </>
          }
        />
      }
      tabs={tabs && <AppTabs place={tabs} />}
    >
      {engineState === "failed" && <Notice tone="caution">{t("engineFailed")}</Notice>}
      {children}
    </Page>
  );
}

function AppTabs({ place }: { readonly place: TabPlace }): ReactElement {
  const t = useMessages(shellMessages);
  const [path] = useLocation();
  const isAt = (href: string): boolean => path === href || path.startsWith(`${href}/`);
  return (
    <TabBar
      label={t("tabs")}
      place={place}
      tabs={[
        { href: "/", label: t("home"), icon: "home", isCurrent: path === "/" },
        { href: "/circulars", label: t("circulars"), icon: "page", isCurrent: isAt("/circulars") },
        {
          href: "/association",
          label: t("association"),
          icon: "people",
          isCurrent: isAt("/association"),
        },
      ]}
    />
  );
}
