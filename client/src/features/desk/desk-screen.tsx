/** 役員の机: the open safety check, the others, and the ways to roster, cards and circulars. */
import type { Counts } from "@tomoshibi/shared/safety/board-types.ts";
import { useLiveQuery } from "dexie-react-hooks";
import type { ReactElement } from "react";
import type { CheckpointView, IncidentView } from "../../engine/api.ts";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { useIncidents, useIsLeader, useProfile } from "../../screen/queries.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { Link } from "../../ui/button.tsx";
import { ModeLabel, StatusTag } from "../../ui/status.tsx";
import { Card, Notice, Soft, Stack } from "../../ui/surface.tsx";
import { LeavingNotice } from "../leaving/leaving-notice.tsx";
import { RecoveryReminder } from "../recovery/recovery-reminder.tsx";
import { Refused } from "../refused/refused.tsx";
import { QuakeLines } from "../safety/quake-lines.tsx";
import { TidyNotice } from "../roster/tidy-notice.tsx";
import { HeldNotice } from "../devices/held-notice.tsx";
import { CallsAfterEnd } from "./calls-after-end-notice.tsx";
import { UnverifiedLine, useCheckpoints } from "./checkpoint-part.tsx";
import { helpIn } from "./counts-shown.ts";
import { FirstSteps, useFirstList } from "./first-steps-part.tsx";
import { FormsNotice } from "./forms-notice.tsx";
import { incidentTitle, provisionalText, sortIncidents } from "./incident-title.ts";
import { PinReplaced } from "./locked.tsx";
import { NotOfficer } from "./not-officer.tsx";
import "./desk.css";

/** Where an officer's work begins. */
export function DeskScreen(): ReactElement {
  const t = useMessages(deskMessages);
  const profile = useProfile();
  const known = useIncidents() ?? [];
  const incidents = sortIncidents(known.filter(({ isShown }) => isShown));
  const listed = sortIncidents(known.filter(({ isListed }) => isListed));
  const open = incidents.filter(({ isOpen }) => isOpen);
  const closed = incidents.filter(({ isOpen }) => !isOpen);
  const first = useFirstList();
  const unread = useUnreadIncidents();
  // An open safety check comes first: the list waits.
  const hasFirst = first != null && open.length === 0;
  if (useIsLeader()) return <LeaderDesk incidents={[...open, ...closed]} />;
  if (profile?.isOfficer === false) return <NotOfficer />;
  return (
    <AppPage backHref="/">
      <Stack>
        <h1>{t("title")}</h1>
        <PinReplaced />
        <Refused />
        <CallsAfterEnd incidents={known} />
        <FormsNotice />
        <HeldNotice />
        {hasFirst && <FirstSteps list={first} />}
        {open.length === 0 && unread?.length === 0 && <Soft>{t("none")}</Soft>}
        {open.map((incident) => (
          <IncidentCard key={incident.incident} incident={incident} />
        ))}
        {unread?.map((row) => (
          <UnreadIncidentCard key={row.incident} row={row} />
        ))}
        {listed.length > 0 && <h2>{t("listed", { count: listed.length })}</h2>}
        {listed.length > 0 && <Soft>{t("listedWhy")}</Soft>}
        {listed.map((incident) => (
          <IncidentCard key={incident.incident} incident={incident} />
        ))}
        <Link href="/desk/start" kind={open.length === 0 ? "primary" : "secondary"} isWide isLarge>
          {t("opening.start")}
        </Link>
        <UnconfirmedDevices href="/roster" />
        <LeavingNotice />
        <TidyNotice isQuiet />
        {first !== undefined && !hasFirst && <RecoveryReminder />}
        <Card href="/desk/meet" title={t("toMeeting")} />
        <Card href="/forms" title={t("toForms")} />
        <Card href="/roster" title={t("toRoster")} />
        <Card href="/cards" title={t("toCards")} />
        <Card href="/publish" title={t("toCirculars")} />
        <Card href="/devices" title={t("toDevices")} />
        <Card href="/recovery" title={t("toRecovery")} />
        <Card href="/relays" title={t("toRelays")} />
        <Card href="/alerts" title={t("toAlerts")} />
        {closed.length > 0 && <h2>{t("past")}</h2>}
        {closed.map((incident) => (
          <IncidentCard key={incident.incident} incident={incident} />
        ))}
      </Stack>
    </AppPage>
  );
}

/** Devices that joined by card and wait for somebody who knows whose they are. [MEM7] */
function UnconfirmedDevices({
  href,
}: {
  readonly href: "/roster" | "/group";
}): ReactElement | null {
  const t = useMessages(deskMessages);
  const { database } = useReplica();
  const count = useLiveQuery(
    () =>
      database.devices.filter(({ isConfirmed, isRevoked }) => !isConfirmed && !isRevoked).count(),
    [database],
  );
  if (!count) return null;
  return (
    <Notice tone="caution" title={t("unconfirmed", { count })}>
      <p>{t("unconfirmedWhy")}</p>
      <Link href={href} kind="secondary">
        {t("toConfirm")}
      </Link>
    </Notice>
  );
}

/** 班のようす: the boards of the group led, and nothing that is the officers'. [STR] */
function LeaderDesk({ incidents }: { readonly incidents: readonly IncidentView[] }): ReactElement {
  const t = useMessages(deskMessages);
  return (
    <AppPage backHref="/">
      <Stack>
        <h1>{t("leader.title")}</h1>
        <PinReplaced />
        <Refused />
        <CallsAfterEnd incidents={incidents} isLeader />
        <Soft>{t("leader.intro")}</Soft>
        <UnconfirmedDevices href="/group" />
        <Card href="/group" title={t("leader.toGroup")} />
        {incidents.length === 0 && <Soft>{t("none")}</Soft>}
        {incidents.map((incident) => (
          <IncidentCard key={incident.incident} incident={incident} />
        ))}
      </Stack>
    </AppPage>
  );
}

/** What an officer has to see before opening the board: who calls for help, then who waits. */
function Urgent({ counts }: { readonly counts: Counts }): ReactElement {
  const t = useMessages(deskMessages);
  const formats = useFormats();
  const help = helpIn(counts);
  const contact = counts.contact + counts.outsideContact;
  const { answered, total, outsideAnswered } = counts;
  const said = t("print.answered", { answered, total });
  return (
    <div className="desk-urgent">
      {help > 0 && <StatusTag state="help">{t("card.help", { count: help })}</StatusTag>}
      {counts.needsCheck > 0 && (
        <StatusTag state="needsCheck">
          {t("card.needsCheck", { count: counts.needsCheck })}
        </StatusTag>
      )}
      {contact > 0 && (
        <StatusTag state="contact">{t("card.contact", { count: contact })}</StatusTag>
      )}
      <p>
        {formats.facts([
          outsideAnswered === 0 ? said : t("print.beside", { text: said, count: outsideAnswered }),
          t("print.count", { name: t("state.noApp"), count: counts.noApp }),
        ])}
      </p>
    </div>
  );
}

/** Incidents of which this device knows only what another officer's device summed up. [DOC4] */
function useUnreadIncidents(): readonly CheckpointView[] | undefined {
  const { database } = useReplica();
  return useLiveQuery(async () => {
    const known = new Set(await database.incidents.toCollection().primaryKeys());
    return database.checkpoints.filter(({ incident }) => !known.has(incident)).toArray();
  }, [database]);
}

function UnreadIncidentCard({ row }: { readonly row: CheckpointView }): ReactElement {
  const t = useMessages(deskMessages);
  const formats = useFormats();
  const mode = row.about.isDrill ? "drill" : "real";
  return (
    <Card
      href={`/desk/${row.incident}`}
      title={
        <>
          <ModeLabel mode={mode}>{t(`opening.${mode}`)}</ModeLabel>{" "}
          {incidentTitle(row.about, t, formats.date)}
        </>
      }
      detail={formats.dateTime(row.about.openedAtMs)}
    >
      <UnverifiedLine counts={row.counts} />
    </Card>
  );
}

function IncidentCard({ incident }: { readonly incident: IncidentView }): ReactElement {
  const t = useMessages(deskMessages);
  const formats = useFormats();
  const { database } = useReplica();
  const counts = useLiveQuery(
    () => database.boardCounts.get([incident.incident, 0]),
    [database, incident.incident],
  )?.counts;
  const summedUp = useCheckpoints(incident.incident)?.find(({ state }) => state === "unverified");
  const mode = incident.isDrill ? "drill" : "real";
  const unconfirmed = provisionalText(incident);
  return (
    <Card
      href={`/desk/${incident.incident}`}
      title={
        <>
          <ModeLabel mode={mode}>{t(`opening.${mode}`)}</ModeLabel>{" "}
          {incidentTitle(incident, t, formats.date)}
        </>
      }
      detail={
        unconfirmed === "provisional"
          ? t(unconfirmed)
          : formats.facts([
              unconfirmed ? t(unconfirmed) : "",
              formats.dateTime(incident.openedAtMs),
            ])
      }
    >
      <QuakeLines earthquakes={incident.earthquakes} />
      {incident.isOpen && summedUp !== undefined && <UnverifiedLine counts={summedUp.counts} />}
      {incident.isOpen && counts !== undefined && <Urgent counts={counts} />}
    </Card>
  );
}
