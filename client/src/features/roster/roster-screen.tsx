/** 名簿: the households by group, new devices to vouch for, and the ways to add households. */
import { searchTextOf, matchesSearch } from "@tomoshibi/shared/roster/search.ts";
import { useLiveQuery } from "dexie-react-hooks";
import { type ReactElement, useState } from "react";
import { AppPage } from "../../screen/app-page.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { useHouseholds } from "../../screen/roster-query.ts";
import { SaveFailed } from "../../screen/save-failure.tsx";
import { isNewcomer, useVouching, Vouched } from "../../screen/vouching.tsx";
import type { DeviceView, HouseholdView } from "../../engine/api.ts";
import { leavingMessages } from "../../i18n/ja/leaving.ts";
import { rosterMessages } from "../../i18n/ja/roster.ts";
import { vouchingMessages } from "../../i18n/ja/vouching.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { Button, Link } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Notice, Soft, Stack } from "../../ui/surface.tsx";
import { LeavingNotice } from "../leaving/leaving-notice.tsx";
import { useEnding } from "../leaving/use-ending.tsx";
import { TidyNotice } from "./tidy-notice.tsx";
import { ExportDialog } from "./export-dialog.tsx";
import { HouseholdDialog } from "./household-dialog.tsx";
import "./roster.css";

/** The roster as officers see it; residents have no key to it. */
export function RosterScreen(): ReactElement {
  const t = useMessages(rosterMessages);
  const { database } = useReplica();
  const households = useHouseholds();
  const devices = useLiveQuery(() => database.devices.toArray(), [database]);
  const [search, setSearch] = useState("");
  const [edited, setEdited] = useState<HouseholdView | "new">();
  const ending = useEnding();
  const [isExporting, setIsExporting] = useState(false);
  const shown = (households ?? []).filter((household) =>
    matchesSearch(searchTextOf(`${household.mark} ${household.name} ${household.kana}`), search),
  );

  return (
    <AppPage title={t("title")} backHref="/desk">
      <Stack>
        <h1>{t("title")}</h1>
        <div className="roster-actions">
          <Button kind="primary" icon="plus" onClick={() => setEdited("new")}>
            {t("add")}
          </Button>
          <Link href="/roster/paste" kind="secondary">
            {t("paste")}
          </Link>
          <Link href="/cards" kind="secondary">
            {t("cards")}
          </Link>
          {households !== undefined && households.length > 0 && (
            <Button onClick={() => setIsExporting(true)}>{t("export")}</Button>
          )}
        </div>
        {ending.shown}
        <LeavingNotice />
        <TidyNotice />
        <Newcomers devices={devices ?? []} />
        {households?.length === 0 && <Notice title={t("empty")} />}
        {households !== undefined && households.length > 0 && (
          <>
            <Soft>{t("count", { count: countOf(households) })}</Soft>
            <TextField
              label={t("search")}
              type="search"
              value={search}
              onChange={(event) => setSearch(event.target.value)}
            />
          </>
        )}
        {households !== undefined && households.length > 0 && shown.length === 0 && (
          <Soft>{t("noMatch")}</Soft>
        )}
        {groupsOf(shown).map(([group, members]) => (
          <GroupPart key={group} {...{ group, members }} onChange={setEdited} />
        ))}
      </Stack>
      {isExporting && (
        <ExportDialog households={households ?? []} onClose={() => setIsExporting(false)} />
      )}
      {edited !== undefined && (
        <HouseholdDialog
          household={edited === "new" ? undefined : edited}
          onClose={() => setEdited(undefined)}
          onEnd={(household) => {
            setEdited(undefined);
            ending.end(household);
          }}
        />
      )}
    </AppPage>
  );
}

/** Devices that joined by card and nobody vouched for yet, and those that were vouched for here just now. [MEM7] */
function Newcomers({ devices }: { readonly devices: readonly DeviceView[] }): ReactElement | null {
  const t = useMessages(rosterMessages);
  const said = useMessages(vouchingMessages);
  const vouching = useVouching();
  const { vouch, isVouched, takesFocus, failure } = vouching;
  const newcomers = devices.filter((device) => isNewcomer(device, vouching));
  if (newcomers.length === 0) return null;
  const waiting = newcomers.filter(({ device }) => !isVouched(device));
  const isDone = waiting.length === 0;
  return (
    <Notice
      tone={isDone ? "done" : "caution"}
      title={isDone ? said("allVouched") : t("unconfirmed", { count: waiting.length })}
    >
      {!isDone && <p>{t("confirmHint")}</p>}
      <ul className="roster-newcomers">
        {newcomers.map((device) => (
          <li key={device.device}>
            <span>
              {device.mark} {device.name}
              <TypedName device={device} />
            </span>
            {isVouched(device.device) ? (
              <Vouched takesFocus={takesFocus(device.device)} />
            ) : (
              <Button onClick={() => void vouch([device])}>{t("confirm")}</Button>
            )}
          </li>
        ))}
      </ul>
      {waiting.length > 1 && (
        <Button kind="primary" onClick={() => void vouch(waiting)}>
          {t("confirmAll", { count: waiting.length })}
        </Button>
      )}
      <SaveFailed failure={failure} />
    </Notice>
  );
}

/** The name that was typed at joining, where it is not the roster's: what an officer has to compare before vouching. */
function TypedName({ device }: { readonly device: DeviceView }): ReactElement | null {
  const t = useMessages(rosterMessages);
  const { name, typedName } = device;
  if (typedName === "" || searchTextOf(typedName) === searchTextOf(name)) return null;
  return <strong className="roster-typed">{t("typedName", { name: typedName })}</strong>;
}

function GroupPart({
  group,
  members,
  onChange,
}: {
  readonly group: number;
  readonly members: readonly HouseholdView[];
  readonly onChange: (household: HouseholdView) => void;
}): ReactElement {
  const t = useMessages(rosterMessages);
  const title = t("groupTitle", { group, count: countOf(members) });
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      <ul className="roster-list">
        {members.map((household) => (
          <HouseholdLine key={household.number} household={household} onChange={onChange} />
        ))}
      </ul>
    </section>
  );
}

function HouseholdLine({
  household,
  onChange,
}: {
  readonly household: HouseholdView;
  readonly onChange: (household: HouseholdView) => void;
}): ReactElement {
  const t = useMessages(rosterMessages);
  const formats = useFormats();
  const leaving = useMessages(leavingMessages);
  const { mark, name, kana, devices, cardMadeAtMs, hasWithdrawn, isPlace } = household;
  return (
    <li>
      <div>
        <p className="roster-name">
          <span className="roster-mark">{mark}</span> {name}{" "}
          <span className="roster-kana">{kana}</span>
        </p>
        <p className="soft">
          {formats.facts([
            isPlace === true && t("place"),
            devices > 0 ? t("devices", { count: devices }) : t("noDevice"),
            cardMadeAtMs !== undefined && t("cardMade", { date: formats.date(cardMadeAtMs) }),
          ])}
        </p>
        {hasWithdrawn && <p className="roster-typed">{leaving("withdrawnLine")}</p>}
      </div>
      <Button onClick={() => onChange(household)} aria-label={`${mark} ${name} ${t("change")}`}>
        {t("change")}
      </Button>
    </li>
  );
}

/** Without halls, where nobody lives. */
function countOf(households: readonly HouseholdView[]): number {
  return households.filter(({ isPlace }) => isPlace !== true).length;
}

function groupsOf(
  households: readonly HouseholdView[],
): readonly (readonly [number, readonly HouseholdView[]])[] {
  const groups = new Map<number, HouseholdView[]>();
  for (const household of households)
    groups.set(household.group, [...(groups.get(household.group) ?? []), household]);
  return [...groups].sort(([left], [right]) => left - right);
}
