/** 世帯をはずす: says what goes and what stays, and does all of it in one step. [ERA1] [MEM5] */
import { useLiveQuery } from "dexie-react-hooks";
import type { ReactElement } from "react";
import type { HouseholdView, IncidentView, ReplicaDatabase } from "../../engine/api.ts";
import { leavingMessages } from "../../i18n/ja/leaving.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import "../../screen/ending-dialog.css";
import { failureText } from "../../screen/failure-text.ts";
import { useProfile } from "../../screen/queries.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { Button, Link } from "../../ui/button.tsx";
import { Dialog, Notice } from "../../ui/surface.tsx";
import { RootQuestion } from "../devices/root-question.tsx";
import { useRootCall } from "../devices/use-root-call.ts";

/** Needs no network. */
export function EndHouseholdDialog({
  household,
  onClose,
  onEnded,
}: {
  readonly household: HouseholdView;
  readonly onClose: () => void;
  readonly onEnded: () => void;
}): ReactElement {
  const t = useMessages(leavingMessages);
  const shell = useMessages(shellMessages);
  const { engine, database } = useReplica();
  const { number, mark, name } = household;
  const isOwn = useProfile()?.household === number;
  const open = useLiveQuery(() => openCheckAbout(database, number), [database, number]);
  const call = useRootCall((root) => engine.endHousehold({ household: number, ...root }), onEnded);
  const isHeld = isOwn || open !== undefined;
  return (
    <Dialog
      title={t("title", { mark, name })}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button kind="danger" disabled={isHeld || !call.isReady} onClick={() => void call.run()}>
            {t("end")}
          </Button>
        </>
      }
    >
      {isOwn && <Notice tone="caution" title={t("own")} />}
      {open !== undefined && (
        <Notice tone="caution" title={t("open")}>
          <p>{t("openWhy")}</p>
          <Link href={`/desk/${open.incident}`} kind="secondary">
            {t("toOpen")}
          </Link>
        </Notice>
      )}
      {!isHeld && <Consequences devices={household.devices} />}
      {call.needsSheets && (
        <>
          <Notice tone="caution" title={t("office")} />
          <RootQuestion sheets={call.sheets} onChange={call.setSheets} />
        </>
      )}
      {call.isWorking && <Notice title={t("working")} />}
      {call.failure !== undefined && (
        <Notice tone="error" title={failureText(shell, call.failure)} />
      )}
    </Dialog>
  );
}

function Consequences({ devices }: { readonly devices: number }): ReactElement {
  const t = useMessages(leavingMessages);
  return (
    <>
      <ul className="ending-consequences">
        <li>{devices > 0 ? t("devices", { count: devices }) : t("cards")}</li>
        <li>{t("erased")}</li>
        <li>{t("counts")}</li>
        <li>{t("copies")}</li>
      </ul>
      <p>{t("final")}</p>
    </>
  );
}

/** A safety check that goes on and in which somebody speaks of the household: nobody who calls for help is taken off. */
async function openCheckAbout(
  database: ReplicaDatabase,
  household: number,
): Promise<IncidentView | undefined> {
  const open = await database.incidents.filter(({ isOpen }) => isOpen).toArray();
  const rows = await database.boardRows.bulkGet(open.map(({ incident }) => [incident, household]));
  return open.find((_incident, index) => (rows[index]?.reports.length ?? 0) > 0);
}
