/** この世帯の報告: all the evidence of one household beside the list, and what an officer can do about it. */
import { useLiveQuery } from "dexie-react-hooks";
import { type ReactElement, useEffect, useRef, useState } from "react";
import type { BoardRowView } from "../../engine/api.ts";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { useIsLeader } from "../../screen/queries.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { SaveFailed } from "../../screen/save-failure.tsx";
import { useSubmit } from "../../screen/use-submit.ts";
import { isNewcomer, useVouching, Vouched } from "../../screen/vouching.tsx";
import { Button, OutsideLink } from "../../ui/button.tsx";
import { Notice, Soft, Stack } from "../../ui/surface.tsx";
import { AssignDialog } from "./assign-dialog.tsx";
import { acknowledgeable, followUpOf } from "./desk-commands.ts";
import { EraseHousehold } from "./erase-part.tsx";
import { RecordDialog } from "./record-dialog.tsx";
import { ReportList } from "./report-list.tsx";

/** Empty until a household is chosen. */
export function HouseholdPanel({
  row,
  onClose,
}: {
  readonly row: BoardRowView | undefined;
  readonly onClose: () => void;
}): ReactElement {
  const t = useMessages(deskMessages);
  const heading = useRef<HTMLHeadingElement>(null);
  const household = row?.household;
  useEffect(() => {
    // On a phone the panel stands in the list's place: bring keyboard and reader to it.
    if (household !== undefined) heading.current?.focus();
  }, [household]);
  if (row === undefined) {
    return (
      <aside className="household-panel" aria-label={t("household.title")}>
        <Soft>{t("household.choose")}</Soft>
      </aside>
    );
  }
  return (
    <aside className="household-panel" aria-label={t("household.title")}>
      <Stack>
        <div className="household-heading">
          <h2 ref={heading} tabIndex={-1}>
            <span className="board-mark">{row.mark}</span> {row.name}
          </h2>
          <Button kind="plain" onClick={onClose}>
            {t("household.close")}
          </Button>
        </div>
        <HouseholdFacts row={row} />
        <ReportList row={row} />
        <HouseholdActions key={row.household} row={row} />
      </Stack>
    </aside>
  );
}

function HouseholdFacts({ row }: { readonly row: BoardRowView }): ReactElement {
  const t = useMessages(deskMessages);
  const { database } = useReplica();
  const household = useLiveQuery(
    () => database.households.get(row.household),
    [database, row.household],
  );
  return (
    <>
      {row.kana !== "" && <Soft>{row.kana}</Soft>}
      {household?.address && <p>{household.address}</p>}
      {household?.phone && (
        <OutsideLink
          href={`tel:${household.phone.replaceAll(/[^0-9+]/g, "")}`}
          kind="secondary"
          icon="phone"
        >
          {t("household.phone", { number: household.phone })}
        </OutsideLink>
      )}
      {household?.careNeeds && <Notice tone="caution" title={household.careNeeds} />}
      {row.state === "noApp" && <Soft>{t("household.noApp")}</Soft>}
      {row.needsCheck && <Notice tone="caution" title={t("household.differs")} />}
      {row.followUp?.assignee && <p>{t("household.assigned", { name: row.followUp.assignee })}</p>}
      {row.followUp?.note && <p className="board-note">{row.followUp.note}</p>}
    </>
  );
}

function HouseholdActions({ row }: { readonly row: BoardRowView }): ReactElement {
  const t = useMessages(deskMessages);
  const { nowMs } = useReplica();
  const { failure, save } = useSubmit();
  const [dialog, setDialog] = useState<"record" | "decide" | "assign">();
  const close = (): void => setDialog(undefined);
  const toAnswer = acknowledgeable(row);
  const isDone = row.followUp?.isDone ?? false;
  // Who goes and what is done stands in the officers' document.
  const isLeader = useIsLeader();
  const acknowledge = (): void =>
    void save(
      ...toAnswer.map(
        (report) =>
          ({ type: "acknowledgeReport", household: row.household, report, atMs: nowMs() }) as const,
      ),
    );
  return (
    <div className="household-actions">
      <Vouch household={row.household} />
      {toAnswer.length > 0 && (
        <Button isWide onClick={acknowledge}>
          {t("household.acknowledge")}
        </Button>
      )}
      {row.acknowledged.length > 0 && <Soft>{t("household.acknowledged")}</Soft>}
      {!isLeader && (
        <Button isWide onClick={() => setDialog("assign")}>
          {t("household.assign")}
        </Button>
      )}
      <Button isWide onClick={() => setDialog("record")}>
        {t("household.record")}
      </Button>
      {!isLeader && (
        <Button
          isWide
          onClick={() => void save(followUpOf(row, { isDone: !isDone }, row.incident, nowMs()))}
        >
          {t(isDone ? "household.undone" : "household.done")}
        </Button>
      )}
      {row.needsCheck && (
        <Button kind="primary" isWide onClick={() => setDialog("decide")}>
          {t("household.decide")}
        </Button>
      )}
      {!isLeader && <EraseHousehold row={row} />}
      <SaveFailed failure={failure} />
      {(dialog === "record" || dialog === "decide") && (
        <RecordDialog
          row={row}
          kind={dialog}
          recorder={isLeader ? "groupLeader" : "officer"}
          onClose={close}
        />
      )}
      {dialog === "assign" && <AssignDialog row={row} onClose={close} />}
    </div>
  );
}

/** 確認する: vouches for the household's devices that joined by card, where an officer is likely to know. [MEM7] */
function Vouch({ household }: { readonly household: number }): ReactElement | null {
  const t = useMessages(deskMessages);
  const { database } = useReplica();
  const vouching = useVouching();
  const { vouch, isVouched, failure } = vouching;
  const devices = useLiveQuery(
    () => database.devices.where("household").equals(household).toArray(),
    [database, household],
  );
  const newcomers = (devices ?? []).filter((device) => isNewcomer(device, vouching));
  const waiting = newcomers.filter(({ device }) => !isVouched(device));
  if (newcomers.length === 0) return null;
  if (waiting.length === 0) return <Notice tone="done" title={<Vouched takesFocus />} />;
  return (
    <Notice tone="caution" title={t("household.unconfirmedDevices", { count: waiting.length })}>
      <Button onClick={() => void vouch(waiting)}>{t("household.vouch")}</Button>
      <SaveFailed failure={failure} />
    </Notice>
  );
}
