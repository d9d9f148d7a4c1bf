/** Choosing a file, and correcting how its columns are read. */
import {
  COLUMN_KINDS,
  type ColumnKind,
  recogniseLayout,
  type TableLayout,
} from "@tomoshibi/shared/roster/columns.ts";
import { type ListedLine, readTable } from "@tomoshibi/shared/roster/read-table.ts";
import { type ReactElement, useState } from "react";
import { rosterMessages } from "../../i18n/ja/roster.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { Button } from "../../ui/button.tsx";
import { Checkbox, SelectField, TextField } from "../../ui/field.tsx";
import { Disclosure, Notice, Soft, Stack } from "../../ui/surface.tsx";
import { FILE_BYTES_MAX } from "./file-text.ts";
import type { RosterFile, RosterFileError } from "./roster-file.ts";

/** A file and how the officer wants it read. */
export interface ChosenFile extends RosterFile {
  readonly name: string;
  readonly layout: TableLayout;
  readonly fillsGroup: boolean;
}

/** The households of a chosen file; none while it is not known which columns hold group and name. */
export function listedByFile({ rows, layout, fillsGroup }: ChosenFile): readonly ListedLine[] {
  return lacksColumns(layout) ? [] : readTable(rows, layout, { fillsGroup });
}

function lacksColumns({ columns }: TableLayout): boolean {
  return !columns.includes("group") || !columns.includes("name");
}

/** A field to choose a file; once one is chosen, what it is and how it is read. */
export function FilePart({
  file,
  onChange,
}: {
  readonly file: ChosenFile | undefined;
  readonly onChange: (file: ChosenFile | undefined) => void;
}): ReactElement {
  const t = useMessages(rosterMessages);
  const [isReading, setIsReading] = useState(false);
  const [problem, setProblem] = useState<RosterFileError["type"]>();

  const choose = async (chosen: File | undefined): Promise<void> => {
    if (chosen === undefined) return;
    setProblem(undefined);
    setIsReading(true);
    const read = await readChosen(chosen);
    setIsReading(false);
    if (read.ok) onChange(read.value);
    else setProblem(read.error.type);
  };

  if (file !== undefined) return <FileRead file={file} onChange={onChange} />;
  return (
    <>
      <TextField
        label={t("fileLabel")}
        hint={t("fileHint")}
        type="file"
        accept=".csv,.tsv,.txt,text/csv,text/tab-separated-values,text/plain"
        disabled={isReading}
        error={problem === undefined ? undefined : t(`file.${problem}`)}
        onChange={(event) => void choose(event.target.files?.[0])}
      />
      {isReading && <Notice title={t("fileReading")} />}
    </>
  );
}

/** The reader loads with the first file. */
async function readChosen(
  chosen: File,
): Promise<
  | { readonly ok: true; readonly value: ChosenFile }
  | { readonly ok: false; readonly error: Pick<RosterFileError, "type"> }
> {
  if (chosen.size > FILE_BYTES_MAX) return { ok: false, error: { type: "TooLarge" } };
  try {
    const [{ readRosterFile }, bytes] = await Promise.all([
      import("./roster-file.ts"),
      chosen.arrayBuffer(),
    ]);
    const read = readRosterFile(new Uint8Array(bytes));
    if (!read.ok) return read;
    const layout = recogniseLayout(read.value.rows);
    return { ok: true, value: { ...read.value, name: chosen.name, layout, fillsGroup: false } };
  } catch {
    // The file was taken away meanwhile, or the reader's code did not load.
    return { ok: false, error: { type: "Unreadable" } };
  }
}

function FileRead({
  file,
  onChange,
}: {
  readonly file: ChosenFile;
  readonly onChange: (file: ChosenFile | undefined) => void;
}): ReactElement {
  const t = useMessages(rosterMessages);
  const { name, encoding, rows, layout, fillsGroup } = file;
  const isUnclear = lacksColumns(layout);
  const groupAt = layout.columns.indexOf("group");
  const hasGaps = rows
    .slice(layout.firstRow)
    .some(({ cells }) => (cells[groupAt] ?? "").trim() === "" && cells.some((cell) => cell.trim()));
  return (
    <Stack>
      <Notice
        title={t("fileRead", { file: name, encoding: encoding.toUpperCase(), count: rows.length })}
      />
      <Button onClick={() => onChange(undefined)}>{t("fileOther")}</Button>
      {isUnclear && <Notice tone="caution" title={t("columnsNeeded")} />}
      <Disclosure summary={t("columnsTitle")} isOpenAtFirst={isUnclear || !layout.hasHeading}>
        <ColumnFields
          file={file}
          onChange={(columns) => onChange({ ...file, layout: { ...layout, columns } })}
        />
      </Disclosure>
      {groupAt >= 0 && hasGaps && (
        <Checkbox
          label={t("fillsGroup")}
          isChecked={fillsGroup}
          onChange={(fills) => onChange({ ...file, fillsGroup: fills })}
        />
      )}
    </Stack>
  );
}

function ColumnFields({
  file: { rows, layout },
  onChange,
}: {
  readonly file: ChosenFile;
  readonly onChange: (columns: readonly ColumnKind[]) => void;
}): ReactElement {
  const t = useMessages(rosterMessages);
  const heading = layout.hasHeading ? rows[layout.firstRow - 1]?.cells : undefined;
  const options = COLUMN_KINDS.map((kind) => ({ value: kind, label: t(`column.${kind}`) }));
  return (
    <Stack>
      <Soft>{t("columnsHint")}</Soft>
      <div className="roster-columns">
        {layout.columns.map((kind, at) => {
          const number = t("columnNumber", { number: at + 1 });
          const example = exampleOf(rows.slice(layout.firstRow), at);
          return (
            <SelectField
              // The column's place is what it is known by.
              key={number}
              label={`${number} ${heading?.[at] ?? ""}`.trim()}
              hint={example === "" ? t("columnEmpty") : t("columnExample", { example })}
              value={kind}
              options={options}
              onChange={(event) => {
                const chosen = COLUMN_KINDS.find((one) => one === event.target.value) ?? "ignored";
                onChange(layout.columns.with(at, chosen));
              }}
            />
          );
        })}
      </div>
    </Stack>
  );
}

/** The first cells that hold something. */
function exampleOf(rows: RosterFile["rows"], at: number): string {
  const cells = rows.flatMap(({ cells: own }) => own[at]?.trim() || []);
  return cells
    .slice(0, 2)
    .map((cell) => cell.slice(0, 30))
    .join(" / ");
}
