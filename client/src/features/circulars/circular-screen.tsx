/** One circular. Opening it marks it as read, once. */
import type { CircularId } from "@tomoshibi/shared/base/ids.ts";
import { useLiveQuery } from "dexie-react-hooks";
import { type ReactElement, useEffect } from "react";
import { useParams } from "wouter";
import type { CircularView } from "../../engine/api.ts";
import { circularsMessages } from "../../i18n/ja/circulars.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { Notice, Soft } from "../../ui/surface.tsx";
import { ResidentPage } from "../safety/resident-page.tsx";
import { LinkedText } from "./linked-text.tsx";
import "./circular.css";

/** The page of a circular; works with no network. */
export function CircularScreen(): ReactElement {
  const t = useMessages(circularsMessages);
  const formats = useFormats();
  const { circular: id } = useParams<{ readonly circular: CircularId }>();
  const { database } = useReplica();
  const circular = useLiveQuery(
    async () => (await database.circulars.get(id)) ?? null,
    [database, id],
  );
  useReadMark(circular ?? undefined);
  const back = { href: "/circulars", title: t("title") };
  if (circular === undefined) return <ResidentPage back={back}>{null}</ResidentPage>;
  if (circular === null || circular.isWithdrawn) {
    return (
      <ResidentPage back={back}>
        <h1>{t("title")}</h1>
        <Notice title={t(circular === null ? "missing" : "withdrawn")} />
      </ResidentPage>
    );
  }
  return (
    <ResidentPage back={back}>
      <article className="circular">
        <h1>{circular.title}</h1>
        <Soft>{t("published", { date: formats.date(circular.publishedAtMs) })}</Soft>
        <p className="circular-body">
          <LinkedText text={circular.body} />
        </p>
        <Soft>{t("markNotice")}</Soft>
      </article>
    </ResidentPage>
  );
}

/** Writes 既読 once a device and circular, and only when it was before somebody's eyes. */
function useReadMark(shown: CircularView | undefined): void {
  const { submit, nowMs } = useReplica();
  const circular = shown?.isReadByMe === false && !shown.isWithdrawn ? shown.circular : undefined;
  useEffect(() => {
    if (circular === undefined) return undefined;
    const mark = (): void => {
      if (document.visibilityState !== "visible") return;
      document.removeEventListener("visibilitychange", mark);
      // The id makes it one: a second write of it is refused by the database.
      submit({ type: "markCircularRead", circular, atMs: nowMs() }, `read-${circular}`).catch(
        () => undefined,
      );
    };
    document.addEventListener("visibilitychange", mark);
    mark();
    return () => document.removeEventListener("visibilitychange", mark);
  }, [circular, submit, nowMs]);
}
