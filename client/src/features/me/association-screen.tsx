/** わたしの町会: who this device is, the family's names, how safely it stores, language, leaving. */
import type { ReactElement } from "react";
import type { ProfileView } from "../../engine/api.ts";
import { meMessages } from "../../i18n/ja/me.ts";
import { purposeMessages } from "../../i18n/ja/purpose.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { isForMessages } from "../../screen/desk-text.ts";
import { LanguagePart } from "../../screen/language-part.tsx";
import { storeBefore } from "../../screen/main-store.ts";
import { useProfile } from "../../screen/queries.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { Card, Disclosure, Notice, Soft, Stack } from "../../ui/surface.tsx";
import { MessagesCard } from "../group-messages/messages-card.tsx";
import { PurposeNotice } from "../purpose/purpose-notice.tsx";
import { PurposeText } from "../purpose/purpose-text.tsx";
import { StoppedPart } from "../leaving/stopped-part.tsx";
import { ResidentPage } from "../safety/resident-page.tsx";
import { AnswersPart } from "./answers-part.tsx";
import { DevicePart } from "./device-part.tsx";
import { FamilyPart } from "./family-part.tsx";
import { LeavePart } from "./leave-part.tsx";
import { TroublePart } from "./trouble-part.tsx";
import { UpdatePart } from "./update-part.tsx";
import "./me.css";

/** The third tab. */
export function AssociationScreen(): ReactElement {
  const t = useMessages(meMessages);
  const tPurpose = useMessages(purposeMessages);
  const profile = useProfile();
  return (
    <ResidentPage>
      <h1>{t("title")}</h1>
      {profile && <StoppedPart profile={profile} />}
      {profile && <PurposeNotice profile={profile} />}
      {profile && <IdentityPart profile={profile} />}
      {profile && isForMessages(profile) && <MessagesCard profile={profile} />}
      {profile?.isOfficer === true && <OfficerLinks />}
      {profile && <FamilyPart key={profile.persons.join()} persons={profile.persons} />}
      {profile && <AnswersPart />}
      {profile && (
        <Disclosure summary={tPurpose("purpose")}>
          <PurposeText />
        </Disclosure>
      )}
      {profile && <BeforeCard />}
      {profile && <Card href="/meet" title={t("meet")} detail={t("meetDetail")} />}
      <DevicePart />
      {profile && <TroublePart device={profile.device} />}
      <LanguagePart />
      <UpdatePart />
      {profile && <LeavePart profile={profile} />}
      <Soft>{t("version", { version: import.meta.env["VITE_APP_VERSION"] as string })}</Soft>
    </ResidentPage>
  );
}

function IdentityPart({ profile }: { readonly profile: ProfileView }): ReactElement {
  const t = useMessages(meMessages);
  return (
    <Stack isClose>
      <Card>
        <dl className="facts">
          <dt>{t("association")}</dt>
          <dd>{profile.associationName}</dd>
          <dt>{t("mark")}</dt>
          <dd>{profile.mark || t("noMark")}</dd>
          <dt>{t("representative")}</dt>
          <dd>{profile.representative}</dd>
        </dl>
      </Card>
      {!profile.isConfirmed && <Notice title={t("unconfirmed")} />}
    </Stack>
  );
}

/** On a device that joined again in a store beside the first. (decision 0045) */
function BeforeCard(): ReactElement | null {
  const t = useMessages(meMessages);
  const { replica } = useReplica();
  if (storeBefore(replica) === undefined) return null;
  return <Card href="/before" title={t("before")} detail={t("beforeDetail")} />;
}

const OFFICER_LINKS = ["desk", "roster", "cards", "publish"] as const;

function OfficerLinks(): ReactElement {
  const t = useMessages(meMessages);
  return (
    <Stack isClose>
      <h2>{t("officers")}</h2>
      {OFFICER_LINKS.map((name) => (
        <Card key={name} href={`/${name}`} title={t(name)} />
      ))}
    </Stack>
  );
}
