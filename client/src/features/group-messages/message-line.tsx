/** One message: who, when, what, and of an own one how far it has come. Says only what is true. [DEL2] */
import type { ReactElement } from "react";
import { groupMessages } from "../../i18n/ja/group-messages.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { Button } from "../../ui/button.tsx";
import { NewLabel } from "../../ui/status.tsx";
import { Disclosure, Soft } from "../../ui/surface.tsx";
import type { Line } from "./lines.ts";

/** Letters of a message in the name of its button: enough to tell it from the others. */
const TEXT_IN_NAME = 20;

/** Lines of a message that are shown at once: one of empty lines must not push the others off the screen. */
const LINES_SHOWN = 12;

/** The message. `onErase` is left out where this device may not take it back. */
export function MessageLine({
  line,
  onErase,
}: {
  readonly line: Line;
  readonly onErase: (() => void) | undefined;
}): ReactElement {
  const t = useMessages(groupMessages);
  const shell = useMessages(shellMessages);
  const formats = useFormats();
  const { name, text, mark, household } = line;
  return (
    <li className="card group-line">
      <p className="group-who">
        {line.isNew && <NewLabel>{shell("newLabel")}</NewLabel>}
        {/* What somebody typed must not turn the text around it. */}
        <bdi className="group-name">{name}</bdi>
        {line.isByLeader && <span className="group-tag group-tag-leader">{t("leader")}</span>}
        {line.isByThisDevice && <span className="group-tag">{t("you")}</span>}
        {!line.isConfirmed && !line.isByThisDevice && (
          <span className="group-tag">{t("unconfirmed")}</span>
        )}
        {mark !== "" && <span className="group-when">{mark}</span>}
        <span className="group-when">{formats.dateTime(line.shownAtMs)}</span>
      </p>
      <MessageText text={text} />
      {line.isNameShared && <Soft>{t("sameName", { household })}</Soft>}
      {line.isByThisDevice && (
        <Soft>{t(`way.${line.isPastEnd === true ? "pastEnd" : line.delivery}`)}</Soft>
      )}
      {onErase && (
        <Button
          kind="plain"
          aria-label={t("eraseOf", { text: text.slice(0, TEXT_IN_NAME) })}
          onClick={onErase}
        >
          {t("erase")}
        </Button>
      )}
    </li>
  );
}

function MessageText({ text }: { readonly text: string }): ReactElement {
  const t = useMessages(groupMessages);
  const lines = text.split("\n");
  const paragraph = (part: readonly string[]): ReactElement => (
    <p className="group-text" dir="auto">
      {part.join("\n")}
    </p>
  );
  if (lines.length <= LINES_SHOWN) return paragraph(lines);
  return (
    <>
      {paragraph(lines.slice(0, LINES_SHOWN))}
      <Disclosure summary={t("rest")}>{paragraph(lines.slice(LINES_SHOWN))}</Disclosure>
    </>
  );
}
