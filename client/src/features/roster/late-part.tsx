/** What came after a tidying and was written before it: what it would change, to be taken over or left. [DOC3] */
import { useLiveQuery } from "dexie-react-hooks";
import type { ReactElement } from "react";
import { tidyMessages } from "../../i18n/ja/tidy.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { SaveFailed } from "../../screen/save-failure.tsx";
import { useSubmit } from "../../screen/use-submit.ts";
import { Button } from "../../ui/button.tsx";
import { Soft } from "../../ui/surface.tsx";
import { LateCircular } from "./late-circular.tsx";
import { type LateLine, isCircularItem, isNewCircular, linesOf, ownersOf } from "./late-lines.ts";
import type { LateItem } from "./tidy-state.ts";

/** Households of one change that are listed; a pasted roster is a change of a hundred. */
const LISTED_MAX = 10;

/** The newest first. */
export function LatePart({ late }: { readonly late: readonly LateItem[] }): ReactElement {
  const t = useMessages(tidyMessages);
  return (
    <section aria-label={t("lateTitle")}>
      <h2>{t("lateTitle")}</h2>
      {late.some((item) => !isCircularItem(item)) && <p>{t("lateIntro")}</p>}
      {late.some(isCircularItem) && <p>{t("lateCirculars")}</p>}
      <ul className="late-list">
        {late.map((item) => (
          <LateChange key={item.recordId} item={item} />
        ))}
      </ul>
    </section>
  );
}

function LateChange({ item }: { readonly item: LateItem }): ReactElement {
  const t = useMessages(tidyMessages);
  const formats = useFormats();
  const { nowMs, database } = useReplica();
  const { failure, save } = useSubmit();
  const { author, recordId: late, document, arrivedAtMs } = item;
  const device = useLiveQuery(() => database.devices.get(author), [database, author]);
  const owners = ownersOf(item);
  const isOfCircular = isCircularItem(item);
  const decide = (decision: "adopted" | "aside"): void =>
    void save({ type: "decideLate", late, document, decision, atMs: nowMs() });
  const by = device?.name || t("someone");
  return (
    <li>
      <Soft>{t("lateBy", { name: by, time: formats.dateTime(arrivedAtMs) })}</Soft>
      {owners.slice(0, LISTED_MAX).map((owner) => {
        const Owner = isOfCircular ? LateCircular : LateOwner;
        return <Owner key={owner} item={item} owner={owner} />;
      })}
      {owners.length > LISTED_MAX && <p>{t("more", { count: owners.length - LISTED_MAX })}</p>}
      <SaveFailed failure={failure} />
      <div className="roster-actions">
        <Button onClick={() => decide("adopted")}>
          {t(!isOfCircular ? "adopt" : isNewCircular(item) ? "keepCircular" : "seen")}
        </Button>
        {(!isOfCircular || isNewCircular(item)) && (
          <Button kind="plain" onClick={() => decide("aside")}>
            {t(isOfCircular ? "withdrawCircular" : "leave")}
          </Button>
        )}
      </div>
    </li>
  );
}

function LateOwner({
  item,
  owner,
}: {
  readonly item: LateItem;
  readonly owner: string;
}): ReactElement {
  const t = useMessages(tidyMessages);
  const { database } = useReplica();
  const number = Number(owner.slice(owner.lastIndexOf("/") + 1));
  const household = useLiveQuery(() => database.households.get(number), [database, number]);
  const { mark, name } = household ?? {};
  const shown =
    mark === undefined ? t("unknownHousehold") : t("household", { mark, name: name ?? "" });
  return (
    <>
      <h3>{item.document === "followUps" ? t("followUpOf", { household: shown }) : shown}</h3>
      <ul>
        {linesOf(item, owner).map((line) => (
          <li key={line.field}>{textOf(line)}</li>
        ))}
      </ul>
    </>
  );

  function textOf({ field, before, after }: LateLine): string {
    if (field === "isRemoved") return t(after === true ? "removes" : "returns");
    const words = { field: t(`field.${field}`), before: wordOf(before), after: wordOf(after) };
    if (words.after === "") return t("emptied", words);
    return t(words.before === "" ? "added" : "changed", words);
  }

  function wordOf(value: string | number | boolean | undefined): string {
    if (value === undefined) return "";
    return typeof value === "boolean" ? t(value ? "yes" : "no") : String(value);
  }
}
