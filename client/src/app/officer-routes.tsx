/**
 * Where officers' screens are, asked only for places that no resident's screen has: a chunk of its own, as each screen is. Their
 * texts come with them, not with the shell. All that show names stand behind the desk's lock.
 */
import type { ComponentType, ReactElement } from "react";
import { Route, Switch } from "wouter";
import { shellMessages } from "../i18n/ja/shell.ts";
import { useMessages } from "../i18n/use-messages.tsx";
import { Header, Page } from "../ui/page.tsx";
import { lazyScreen } from "./lazy-screen.ts";

/** Path below the replica's base → screen. Paths may hold parameters: "/desk/:incident". */
const officerRoutes: readonly { readonly path: string; readonly Screen: ComponentType }[] = [
  {
    path: "/founding",
    Screen: lazyScreen(
      async () => (await import("../features/founding/founding-screen.tsx")).FoundingScreen,
    ),
  },
  {
    path: "/desk",
    Screen: lockedScreen(async () => (await import("../features/desk/desk-screen.tsx")).DeskScreen),
  },
  {
    path: "/desk/start",
    Screen: lockedScreen(async () => (await import("../features/desk/open-screen.tsx")).OpenScreen),
  },
  {
    path: "/desk/meet",
    Screen: lockedScreen(
      async () => (await import("../features/meeting/meet-screen.tsx")).DeskMeetScreen,
    ),
  },
  {
    path: "/desk/:incident",
    Screen: lockedScreen(
      async () => (await import("../features/desk/board-screen.tsx")).BoardScreen,
    ),
  },
  {
    path: "/desk/:incident/print",
    Screen: lockedScreen(
      async () => (await import("../features/desk/print-screen.tsx")).PrintScreen,
    ),
  },
  {
    path: "/shelter",
    // It brings its own lock, which also shuts without a PIN.
    Screen: lazyScreen(
      async () => (await import("../features/shelter/shelter-screen.tsx")).ShelterScreen,
    ),
  },
  {
    path: "/roster",
    Screen: lockedScreen(
      async () => (await import("../features/roster/roster-screen.tsx")).RosterScreen,
    ),
  },
  {
    path: "/roster/paste",
    Screen: lockedScreen(
      async () => (await import("../features/roster/paste-screen.tsx")).PasteScreen,
    ),
  },
  {
    path: "/roster/tidy",
    Screen: lockedScreen(
      async () => (await import("../features/roster/tidy-screen.tsx")).TidyScreen,
    ),
  },
  {
    path: "/cards",
    // It brings its own lock, above which the codes are held.
    Screen: lazyScreen(
      async () => (await import("../features/cards/cards-screen.tsx")).CardsScreen,
    ),
  },
  {
    path: "/devices",
    Screen: lockedScreen(
      async () => (await import("../features/devices/devices-screen.tsx")).DevicesScreen,
    ),
  },
  {
    path: "/group",
    Screen: lockedScreen(
      async () => (await import("../features/devices/group-screen.tsx")).GroupScreen,
    ),
  },
  {
    path: "/handover",
    Screen: lockedScreen(
      async () => (await import("../features/devices/handover-screen.tsx")).HandoverScreen,
    ),
  },
  {
    path: "/held",
    Screen: lockedScreen(
      async () => (await import("../features/devices/held-screen.tsx")).HeldScreen,
    ),
  },
  {
    path: "/forms",
    Screen: lockedScreen(
      async () => (await import("../features/forms/forms-screen.tsx")).FormsScreen,
    ),
  },
  {
    path: "/forms/poster",
    Screen: lockedScreen(
      async () => (await import("../features/forms/poster-screen.tsx")).PosterScreen,
    ),
  },
  {
    path: "/recovery",
    // As /cards: a kit is held above the lock.
    Screen: lazyScreen(
      async () => (await import("../features/recovery/recovery-screen.tsx")).RecoveryScreen,
    ),
  },
  {
    path: "/relays",
    Screen: lockedScreen(
      async () => (await import("../features/relays/relays-screen.tsx")).RelaysScreen,
    ),
  },
  {
    path: "/alerts",
    Screen: lockedScreen(
      async () => (await import("../features/alerts/alerts-screen.tsx")).AlertsScreen,
    ),
  },
  {
    path: "/restore",
    Screen: lazyScreen(
      async () => (await import("../features/recovery/restore-screen.tsx")).RestoreScreen,
    ),
  },
  {
    path: "/publish",
    Screen: lockedScreen(
      async () => (await import("../features/officer-circulars/publish-screen.tsx")).PublishScreen,
    ),
  },
];

/** An officer's screen, or that there is no such place. */
export function OfficerRoutes(): ReactElement {
  return (
    <Switch>
      {officerRoutes.map(({ path, Screen }) => (
        <Route key={path} path={path} component={Screen} />
      ))}
      <Route component={NotFoundScreen} />
    </Switch>
  );
}

/** A place in the app that does not exist. */
function NotFoundScreen(): ReactElement {
  const t = useMessages(shellMessages);
  return (
    <Page header={<Header title={null} back={{ href: "/", label: t("toHome") }} />}>
      <h1>{t("notFound")}</h1>
    </Page>
  );
}

function lockedScreen(load: () => Promise<ComponentType>): ComponentType {
  return lazyScreen(async () => {
    const [{ locked }, Screen] = await Promise.all([import("../features/desk/locked.tsx"), load()]);
    return locked(Screen);
  });
}
