/** 役員の机: the open safety check, the others, and the ways to roster, cards and circulars. */
import type { ReactElement } from "react";
import type { IncidentView } from "../../engine/api.ts";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { useIncidents, useProfile } from "../../screen/queries.ts";
import { Link } from "../../ui/button.tsx";
import { ModeLabel } from "../../ui/status.tsx";
import { Card, Notice, Soft, Stack } from "../../ui/surface.tsx";
import { RecoveryReminder } from "../recovery/recovery-reminder.tsx";
import { incidentTitle, sortIncidents } from "./incident-title.ts";
import { PinReplaced } from "./locked.tsx";

/** Where an officer's work begins. */
export function DeskScreen(): ReactElement {
  const t = useMessages(deskMessages);
  const profile = useProfile();
  const incidents = sortIncidents((useIncidents() ?? []).filter(({ isShown }) => isShown));
  const open = incidents.filter(({ isOpen }) => isOpen);
  const closed = incidents.filter(({ isOpen }) => !isOpen);
  return (
    <AppPage backHref="/">
      <Stack>
        <h1>{t("title")}</h1>
        <PinReplaced />
        {profile?.isOfficer === false && <Notice tone="caution" title={t("notOfficer")} />}
        {open.length === 0 && <Soft>{t("none")}</Soft>}
        {open.map((incident) => (
          <IncidentCard key={incident.incident} incident={incident} />
        ))}
        <Link href="/desk/start" kind={open.length === 0 ? "primary" : "secondary"} isWide isLarge>
          {t("opening.start")}
        </Link>
        <Card href="/roster" title={t("toRoster")} />
        <Card href="/cards" title={t("toCards")} />
        <Card href="/publish" title={t("toCirculars")} />
        <Card href="/devices" title={t("toDevices")} />
        <Card href="/recovery" title={t("toRecovery")} />
        <RecoveryReminder />
        {closed.length > 0 && <h2>{t("past")}</h2>}
        {closed.map((incident) => (
          <IncidentCard key={incident.incident} incident={incident} />
        ))}
      </Stack>
    </AppPage>
  );
}

function IncidentCard({ incident }: { readonly incident: IncidentView }): ReactElement {
  const t = useMessages(deskMessages);
  const formats = useFormats();
  const mode = incident.isDrill ? "drill" : "real";
  return (
    <Card
      href={`/desk/${incident.incident}`}
      title={
        <>
          <ModeLabel mode={mode}>{t(`opening.${mode}`)}</ModeLabel>{" "}
          {incidentTitle(incident, t, formats.date)}
        </>
      }
      detail={incident.isProvisional ? t("provisional") : formats.dateTime(incident.openedAtMs)}
    />
  );
}
