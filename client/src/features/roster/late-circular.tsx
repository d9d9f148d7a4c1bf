/** A circular that came after a tidying, or the word that one was withdrawn: everybody's list says so already. [DOC3] */
import type { CircularId } from "@tomoshibi/shared/base/ids.ts";
import { useLiveQuery } from "dexie-react-hooks";
import type { ReactElement } from "react";
import { tidyMessages } from "../../i18n/ja/tidy.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { Disclosure } from "../../ui/surface.tsx";
import type { LateItem } from "./tidy-state.ts";

/** Its title and text; of a withdrawal, the title of what it withdrew. */
export function LateCircular({
  item,
  owner,
}: {
  readonly item: LateItem;
  readonly owner: string;
}): ReactElement {
  const t = useMessages(tidyMessages);
  const { database } = useReplica();
  const shown = useLiveQuery(() => database.circulars.get(owner as CircularId), [database, owner]);
  const said = new Map(
    item.writes.filter((one) => one.owner === owner).map(({ field, value }) => [field, value]),
  );
  const title = String(said.get("title") ?? shown?.title ?? "");
  const body = said.get("body");
  return (
    <>
      <h3>{t("circularOf", { title })}</h3>
      {said.get("isWithdrawn") === true && <p>{t("wasWithdrawn")}</p>}
      {typeof body === "string" && (
        <Disclosure summary={t("circularText")}>
          <p className="late-body">{body}</p>
        </Disclosure>
      )}
    </>
  );
}
