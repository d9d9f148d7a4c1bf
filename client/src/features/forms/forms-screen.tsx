/** アプリなしの回答: what came from the no-app page. Nothing here counts until an officer records it. [FORM3] */
import type { ReactElement } from "react";
import { formsMessages } from "../../i18n/ja/forms.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { useNotices } from "../../screen/notices.ts";
import { useIncidents, useProfile } from "../../screen/queries.ts";
import { useHouseholds } from "../../screen/roster-query.ts";
import { Link } from "../../ui/button.tsx";
import { Disclosure, Notice, Soft, Stack } from "../../ui/surface.tsx";
import { NotOfficer } from "../desk/not-officer.tsx";
import { DecidedFormItem, OpenFormItem } from "./form-item.tsx";
import "./forms.css";
import { useHeldForms } from "./use-held-forms.ts";

/** Calls for help first, then the newest. */
export function FormsScreen(): ReactElement {
  const t = useMessages(formsMessages);
  const profile = useProfile();
  const forms = useHeldForms();
  const households = useHouseholds();
  const incidents = useIncidents();
  const isFull = useNotices().some(({ code }) => code === "formsFull");
  if (profile?.isOfficer === false) return <NotOfficer />;
  const open = forms?.filter(({ state }) => state === "open") ?? [];
  const decided = forms?.filter(({ state }) => state !== "open") ?? [];
  const isRead = forms !== undefined && households !== undefined && incidents !== undefined;
  return (
    <AppPage title={t("title")} backHref="/desk">
      <Stack>
        <h1>{t("title")}</h1>
        <p>{t("intro")}</p>
        <Link href="/forms/poster" kind="secondary">
          {t("toPoster")}
        </Link>
        {isFull && (
          <Notice tone="caution" title={t("full")}>
            <p>{t("fullNext")}</p>
          </Notice>
        )}
        {isRead && open.length === 0 && <Soft>{t("none")}</Soft>}
        {isRead && (
          <ul className="forms-list">
            {open.map((held) => (
              <OpenFormItem
                key={held.recordId}
                held={held}
                households={households}
                incidents={incidents.filter(({ isShown }) => isShown)}
              />
            ))}
          </ul>
        )}
        {decided.length > 0 && (
          <Disclosure summary={t("decided", { count: decided.length })}>
            <ul className="forms-list">
              {decided.map((held) => (
                <DecidedFormItem key={held.recordId} held={held} />
              ))}
            </ul>
          </Disclosure>
        )}
      </Stack>
    </AppPage>
  );
}
