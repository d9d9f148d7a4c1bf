/** できなかったこと: commands that came to nothing after the screen had said "saved". Told until somebody says わかりました. [DEL3] */
import { useLiveQuery } from "dexie-react-hooks";
import type { ReactElement } from "react";
import { putRefusedAside, type RefusedCommand, refusedCommands } from "../../engine/api.ts";
import { refusedMessages } from "../../i18n/ja/refused.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { Button } from "../../ui/button.tsx";
import { Disclosure, Notice, Stack } from "../../ui/surface.tsx";
import "./refused.css";
import { type Names, refusedText } from "./refused-text.ts";

const FAILURES = ["notAllowed", "tooLarge", "failed"] as const;

/** Names stand one level down: home has no lock. */
export function RefusedPart(): ReactElement | null {
  const t = useMessages(refusedMessages);
  const { database } = useReplica();
  const refused = useLiveQuery(() => refusedCommands(database), [database]);
  const names = useNames();
  if (refused === undefined || names === undefined || refused.length === 0) return null;
  const putAside = (): void =>
    void putRefusedAside(
      database,
      refused.map(({ id }) => id),
    );
  return (
    <Notice tone="caution" title={t("title", { count: refused.length })}>
      <p>{t("why")}</p>
      <Disclosure summary={t("show")}>
        <Stack isClose>
          {FAILURES.map((failure) => (
            <Group
              key={failure}
              failure={failure}
              commands={refused.filter((one) => one.failure === failure)}
              names={names}
            />
          ))}
          <p>{t("kept")}</p>
          <Button onClick={putAside}>{t("understood")}</Button>
        </Stack>
      </Disclosure>
    </Notice>
  );
}

function Group({
  failure,
  commands,
  names,
}: {
  readonly failure: RefusedCommand["failure"];
  readonly commands: readonly RefusedCommand[];
  readonly names: Names;
}): ReactElement | null {
  const t = useMessages(refusedMessages);
  const formats = useFormats();
  if (commands.length === 0) return null;
  return (
    <>
      <p>{t(`why.${failure}`)}</p>
      <ul className="refused-list">
        {commands.map(({ id, command, createdAtMs }) => (
          <li key={id}>
            {t("line", {
              time: formats.dateTime(createdAtMs),
              what: refusedText(t, command, names),
            })}
          </li>
        ))}
      </ul>
    </>
  );
}

/** Who and which, as far as this device knows it still: a roster goes with the office. */
function useNames(): Names | undefined {
  const t = useMessages(refusedMessages);
  const { database } = useReplica();
  const households = useLiveQuery(() => database.households.toArray(), [database]);
  const incidents = useLiveQuery(() => database.incidents.toArray(), [database]);
  if (households === undefined || incidents === undefined) return undefined;
  return {
    household: (number, mark) => {
      const found = households.find((one) => one.number === number);
      if (found !== undefined) return t("whose", { mark: found.mark, name: found.name });
      return mark || t("unknownHousehold", { number });
    },
    incident: (id) =>
      incidents.find(({ joined }) => joined.includes(id))?.title || t("someIncident"),
  };
}
