/** What would be saved, by kinds: new, changed, as it was, not in the file, and what could not be read. */
import type { LineError } from "@tomoshibi/shared/roster/parse.ts";
import type {
  AddedHousehold,
  BadLine,
  ChangedHousehold,
  ImportPlan,
} from "@tomoshibi/shared/roster/plan-import.ts";
import { type ReactElement, type ReactNode, useState } from "react";
import { rosterMessages } from "../../i18n/ja/roster.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { Button } from "../../ui/button.tsx";
import { Disclosure, Notice, Soft, Stack } from "../../ui/surface.tsx";
import { BadLines } from "./bad-lines.tsx";

/** Shape: `isFile`: what is missing is said, and bad lines can be copied; pasted ones stand in the field above. */
export function ImportPreview({
  plan,
  isFile,
}: {
  readonly plan: ImportPlan;
  readonly isFile: boolean;
}): ReactElement {
  const t = useMessages(rosterMessages);
  const { added, changed, unchanged, missing, bad } = plan;
  const isSame = added.length + changed.length + bad.length === 0 && unchanged.length > 0;
  return (
    <Stack>
      {bad.length > 0 && <Bad bad={bad} isFile={isFile} />}
      {isSame && <Notice tone="done" title={t("nothingNew")} />}
      {added.length > 0 && (
        <Kind title={t("pastePreview", { count: added.length })}>
          <Lines items={added} show={(item) => <Added key={item.line} added={item} />} />
        </Kind>
      )}
      {changed.length > 0 && (
        <Kind title={t("changedTitle", { count: changed.length })}>
          <Lines items={changed} show={(item) => <Changed key={item.line} changed={item} />} />
        </Kind>
      )}
      {unchanged.length > 0 && (
        <Disclosure summary={t("unchangedTitle", { count: unchanged.length })}>
          <Lines
            items={unchanged}
            show={({ number, mark, name }) => plainLine(number, mark, name)}
          />
        </Disclosure>
      )}
      {isFile && missing.length > 0 && (
        <Disclosure summary={t("missingTitle", { count: missing.length })}>
          <Soft>{t("missingHint")}</Soft>
          <Lines items={missing} show={({ number, mark, name }) => plainLine(number, mark, name)} />
        </Disclosure>
      )}
    </Stack>
  );
}

function Kind({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <section aria-label={title}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}

const SHOWN_FIRST = 30;

/** A list that shows its first lines, and all of them when asked. */
function Lines<Item>({
  items,
  show,
}: {
  readonly items: readonly Item[];
  readonly show: (item: Item) => ReactNode;
}): ReactElement {
  const t = useMessages(rosterMessages);
  const [isWhole, setIsWhole] = useState(false);
  const shown = isWhole ? items : items.slice(0, SHOWN_FIRST);
  return (
    <>
      <ul className="roster-preview">{shown.map(show)}</ul>
      {shown.length < items.length && (
        <Button onClick={() => setIsWhole(true)}>
          {t("showRest", { count: items.length - shown.length })}
        </Button>
      )}
    </>
  );
}

function plainLine(number: number, mark: string, name: string): ReactElement {
  return (
    <li key={number}>
      <span className="roster-mark">{mark}</span>
      {name}
    </li>
  );
}

function Added({ added }: { readonly added: AddedHousehold }): ReactElement {
  const t = useMessages(rosterMessages);
  const formats = useFormats();
  const { group, name, kana, phone, address, careNeeds } = added.household;
  const details = [kana, phone, address, careNeeds].filter(Boolean);
  return (
    <li>
      <p>
        <span className="roster-mark">{t("groupTitleShort", { group })}</span>
        <span className="roster-name">{name}</span>
      </p>
      {details.length > 0 && <Soft>{formats.list(details)}</Soft>}
      {added.sameNameAt.length > 0 && (
        <p>{t("sameNameAt", { marks: added.sameNameAt.join(" ") })}</p>
      )}
    </li>
  );
}

function Changed({ changed }: { readonly changed: ChangedHousehold }): ReactElement {
  const t = useMessages(rosterMessages);
  const { before, household, fields } = changed;
  return (
    <li>
      <p>
        <span className="roster-mark">{before.mark}</span>
        <span className="roster-name">{before.name}</span>
      </p>
      {fields.map((one) => {
        const field = t(`column.${one}`);
        const after = household[one];
        return (
          <p key={one}>
            {before[one] === ""
              ? t("changeAdded", { field, after })
              : t("change1", { field, before: before[one], after })}
          </p>
        );
      })}
    </li>
  );
}

function Bad({
  bad,
  isFile,
}: {
  readonly bad: readonly BadLine[];
  readonly isFile: boolean;
}): ReactElement {
  const t = useMessages(rosterMessages);
  return (
    <>
      <Notice tone="error" title={t("pasteBadTitle", { count: bad.length })}>
        <Lines
          items={bad}
          show={({ line, error }) => (
            <li key={line}>{t("pasteBad", { line, reason: reasonText(t, error) })}</li>
          )}
        />
      </Notice>
      {isFile && <BadLines lines={bad.map(({ text }) => text)} />}
    </>
  );
}

function reasonText(
  t: ReturnType<typeof useMessages<typeof rosterMessages.ja>>,
  error: LineError,
): string {
  switch (error.type) {
    case "GroupMissing":
      return t("reason.noGroup");
    case "NameMissing":
      return t("reason.noName");
    case "NameTooLong":
    case "FieldTooLong":
      return t("reason.tooLong");
    case "CellTwice":
      return t("reason.cellTwice", { field: t(`column.${error.cell}`), text: error.text });
    case "QuotesBroken":
      return t("reason.quotes");
    case "CharactersLost":
      return t("reason.charactersLost", { text: error.text });
    case "ChangedBySpreadsheet":
      return t("reason.changedBySpreadsheet", { text: error.text });
    case "SameAsLine":
      return t("reason.sameAsLine", { other: error.line });
    case "Ambiguous":
      return t("reason.ambiguous", { marks: error.marks.join(" ") });
  }
}
