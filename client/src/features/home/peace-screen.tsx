/** Home while nothing is open: the newest circulars, and 揺れました within reach of a thumb. */
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import type { Cause } from "@tomoshibi/shared/records/record.ts";
import { lazy, type ReactElement, Suspense } from "react";
import type { ProfileView } from "../../engine/api.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { DeskLink } from "../../screen/desk-link.tsx";
import { isForMessages } from "../../screen/desk-text.ts";
import { useCirculars } from "../../screen/queries.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { SaveFailed } from "../../screen/save-failure.tsx";
import { ShelterLink } from "../../screen/shelter-link.tsx";
import { useUpdates } from "../../screen/updates-context.tsx";
import { webStorage } from "../../screen/web-storage.ts";
import { Button } from "../../ui/button.tsx";
import { Reach } from "../../ui/page.tsx";
import { NewLabel } from "../../ui/status.tsx";
import { Card, Soft, Stack } from "../../ui/surface.tsx";
import { StoppedNotice } from "../leaving/stopped-notice.tsx";
import { isPurposeDue } from "../purpose/purpose-told.ts";
import { Refused } from "../refused/refused.tsx";
import { openManually } from "../safety/compose-report.ts";
import { useIncidentTitle } from "../safety/use-incident-title.ts";
import { useSaving } from "../safety/use-saving.ts";

// Rarely there, and nothing that a check-in needs.
const UpdatePart = lazy(async () => ({
  default: (await import("../me/update-part.tsx")).UpdatePart,
}));

const EndedCallNotice = lazy(async () => ({
  default: (await import("../safety/ended-call-notice.tsx")).EndedCallNotice,
}));

const QuakeNews = lazy(async () => ({
  default: (await import("../safety/quake-lines.tsx")).QuakeNews,
}));

const MessagesCard = lazy(async () => ({
  default: (await import("../group-messages/messages-card.tsx")).MessagesCard,
}));

/** Circulars on the home screen; the rest is one tab away. */
const CIRCULARS_SHOWN = 2;

/** Home in peace. */
export function PeaceScreen({
  profile,
  onOpened,
}: {
  readonly profile: ProfileView;
  readonly onOpened: (incident: IncidentId) => void;
}): ReactElement {
  const t = useMessages(shellMessages);
  const { database, nowMs } = useReplica();
  const { save, failure } = useSaving();
  const incidentTitle = useIncidentTitle();
  const updates = useUpdates();
  const open = async (cause: Cause): Promise<void> => {
    const atMs = nowMs();
    const known = await database.incidents.toArray();
    const opening = openManually(cause, incidentTitle(cause, atMs), atMs, known);
    if (await save(opening)) onOpened(opening.incident);
  };
  return (
    <AppPage tabs="bottom">
      <h1 className="visually-hidden">{t("home")}</h1>
      <Soft>{t("peace")}</Soft>
      <StoppedNotice profile={profile} />
      <Refused />
      <Suspense fallback={null}>
        <EndedCallNotice />
      </Suspense>
      <Stack isClose>
        <NewestCirculars />
        {profile.group !== 0 && isForMessages(profile) && (
          <Suspense
            fallback={<Card href="/messages" title={t("groupMessages")} detail={"\u00a0"} />}
          >
            <MessagesCard profile={profile} />
          </Suspense>
        )}
        <AssociationCard profile={profile} />
      </Stack>
      <Suspense fallback={null}>
        <QuakeNews />
      </Suspense>
      {updates.isReady && (
        <Suspense fallback={null}>
          <UpdatePart />
        </Suspense>
      )}
      <ShelterLink profile={profile} />
      <DeskLink profile={profile} />
      <Reach>
        <SaveFailed failure={failure} />
        <h2>{t("disaster")}</h2>
        <Button kind="ink" icon="tremor" isWide isLarge onClick={() => void open("earthquake")}>
          {t("shaken")}
        </Button>
        <Button kind="plain" onClick={() => void open("other")}>
          {t("otherDisaster")}
        </Button>
      </Reach>
    </AppPage>
  );
}

/** Says also what is new to read there, in the room that it has: 揺れました stays within reach. */
function AssociationCard({ profile }: { readonly profile: ProfileView }): ReactElement {
  const t = useMessages(shellMessages);
  const formats = useFormats();
  const { replica } = useReplica();
  const isNew = isPurposeDue(webStorage(), replica, profile);
  const own = formats.facts([profile.mark, profile.representative]);
  return (
    <Card
      href="/association"
      title={
        <>
          {isNew && <NewLabel>{t("newLabel")}</NewLabel>}
          {t("myAssociation")}
        </>
      }
      detail={isNew ? t("purposeChanged") : own}
    />
  );
}

function NewestCirculars(): ReactElement {
  const t = useMessages(shellMessages);
  const formats = useFormats();
  const circulars = useCirculars();
  // Nothing is said of what was not read yet; the room stays the same.
  if (circulars === undefined) return <Card detail={"\u00a0"} />;
  if (circulars.length === 0) return <Card detail={t("noCirculars")} />;
  return (
    <>
      {circulars.slice(0, CIRCULARS_SHOWN).map(({ circular, title, publishedAtMs, isReadByMe }) => (
        <Card
          key={circular}
          href={`/circulars/${circular}`}
          title={
            <>
              {!isReadByMe && <NewLabel>{t("newLabel")}</NewLabel>}
              {title}
            </>
          }
          detail={formats.date(publishedAtMs)}
        />
      ))}
    </>
  );
}
