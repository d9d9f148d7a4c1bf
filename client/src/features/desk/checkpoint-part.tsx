/**
 * What another officer's device summed up, beside the board and never in it: 未検証 until this device has counted again, or that it
 * counts otherwise. [DOC4]
 */
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import type { Counts } from "@tomoshibi/shared/safety/board-types.ts";
import { useLiveQuery } from "dexie-react-hooks";
import type { ReactElement } from "react";
import type { CheckpointView } from "../../engine/api.ts";
import { checkpointMessages } from "../../i18n/ja/checkpoints.ts";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { Notice, Soft } from "../../ui/surface.tsx";
import { BoardCounts } from "./board-counts.tsx";
import { COUNT_COLUMNS, helpIn } from "./counts-shown.ts";
import "./checkpoint.css";

/** The rows about one incident; undefined while they are read. */
export function useCheckpoints(incident: IncidentId): readonly CheckpointView[] | undefined {
  const { database } = useReplica();
  return useLiveQuery(
    () => database.checkpoints.where("incident").equals(incident).toArray(),
    [database, incident],
  );
}

/** Above the board's own counts, which get a heading of their own then. */
export function CheckpointPart({
  incident,
  isAlone = false,
}: {
  readonly incident: IncidentId;
  /** This device has no board of the incident yet. */
  readonly isAlone?: boolean;
}): ReactElement {
  const t = useMessages(checkpointMessages);
  const rows = useCheckpoints(incident) ?? [];
  const isUnverified = rows.some(({ state }) => state === "unverified");
  return (
    <>
      {rows.map((row) =>
        row.state === "unverified" ? (
          <Unverified key={row.signer} row={row} />
        ) : (
          <Differs key={row.signer} row={row} />
        ),
      )}
      {isAlone && <Soft>{t("nothingYet")}</Soft>}
      {isUnverified && !isAlone && <h2>{t("ownTitle")}</h2>}
    </>
  );
}

/** One line for the desk's card. */
export function UnverifiedLine({ counts }: { readonly counts: Counts }): ReactElement {
  const t = useMessages(checkpointMessages);
  const { answered, total } = counts;
  return <p className="checkpoint-line">{t("line", { answered, total, help: helpIn(counts) })}</p>;
}

function Unverified({ row }: { readonly row: CheckpointView }): ReactElement {
  const t = useMessages(checkpointMessages);
  const formats = useFormats();
  const name = useSigner(row);
  return (
    <section className="checkpoint" aria-label={t("label")}>
      <h2>
        {t("title")} <span className="checkpoint-mark">{t("unverified")}</span>
      </h2>
      <p>{t("notYet")}</p>
      <BoardCounts counts={[{ ...row, group: 0 }]} label={t("label")} />
      <Soft>
        {t("who", { name, at: formats.dateTime(row.atMs) })}
        {t("notPrinted")}
      </Soft>
    </section>
  );
}

const COMPARED = ["answered", ...COUNT_COLUMNS, "total"] as const;

function Differs({ row }: { readonly row: CheckpointView }): ReactElement {
  const t = useMessages(checkpointMessages);
  const desk = useMessages(deskMessages);
  const formats = useFormats();
  const name = useSigner(row);
  const { counts, own } = row;
  // アプリなし hangs on the roster, which is not compared.
  const differing = COMPARED.filter(
    (column) => column !== "noApp" && counts[column] !== own?.[column],
  );
  return (
    <Notice tone="caution" title={t("wrongTitle")}>
      <p>{t("wrong", { name, at: formats.dateTime(row.atMs) })}</p>
      {differing.length === 0 && <p>{t("wrongWithin")}</p>}
      {differing.length > 0 && (
        <table className="checkpoint-compared">
          <caption className="visually-hidden">{t("wrongTable")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("what")}</th>
              <th scope="col">{t("theirs")}</th>
              <th scope="col">{t("ours")}</th>
            </tr>
          </thead>
          <tbody>
            {differing.map((column) => (
              <tr key={column}>
                <th scope="row">
                  {column === "answered" || column === "total"
                    ? desk(`counts.${column}`)
                    : desk(`state.${column}`)}
                </th>
                <td>{counts[column]}</td>
                <td>{own?.[column] ?? desk("counts.unknownShort")}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Notice>
  );
}

/** Who answers for the device, as the list of devices calls it; before the roster has come nobody can say. */
function useSigner({ signer }: CheckpointView): string {
  const t = useMessages(checkpointMessages);
  const { database } = useReplica();
  const device = useLiveQuery(() => database.devices.get(signer), [database, signer]);
  return device?.name || device?.typedName || t("somebody");
}
