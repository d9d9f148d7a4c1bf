/**
 * まえの記録: what the stores from before hold, for who joined again in one beside them. Nothing is written there, so nothing can be
 * sent from there; the question of now stays on the screen. [MEM1] [DEL3] (decision 0045)
 */
import { type ReactElement, useEffect, useState } from "react";
import { type EarlierRecords, readEarlier } from "../../engine/api.ts";
import { beforeMessages } from "../../i18n/ja/before.ts";
import { meMessages } from "../../i18n/ja/me.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { storesBefore } from "../../screen/main-store.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { Link } from "../../ui/button.tsx";
import { Disclosure, Notice, Soft, Stack } from "../../ui/surface.tsx";
import { ResidentPage } from "../safety/resident-page.tsx";
import { AnswersBefore } from "./answers-before.tsx";
import "../circulars/circular.css";

/** All stores from before, the last one first. */
export function BeforeScreen(): ReactElement {
  const t = useMessages(beforeMessages);
  const tMe = useMessages(meMessages);
  const earlier = useEarlier();
  return (
    <ResidentPage back={{ href: "/association", title: tMe("title") }}>
      <h1>{t("title")}</h1>
      <Notice title={t("notice")}>
        <p>{t("noticeWhy")}</p>
      </Notice>
      {earlier === "failed" && (
        <Notice tone="error" title={t("failed")}>
          <p>{t("failedNext")}</p>
        </Notice>
      )}
      {Array.isArray(earlier) && earlier.length === 0 && <p>{t("none")}</p>}
      {Array.isArray(earlier) &&
        earlier.map((records) => <RecordsPart key={records.profile.device} records={records} />)}
      <Link kind="secondary" isWide href="/">
        {t("backToNow")}
      </Link>
    </ResidentPage>
  );
}

function RecordsPart({ records }: { readonly records: EarlierRecords }): ReactElement {
  const t = useMessages(beforeMessages);
  const formats = useFormats();
  const { associationName, mark, joinedAtMs } = records.profile;
  const date = formats.fullDate(joinedAtMs);
  return (
    <section>
      <Stack>
        <h2>{associationName}</h2>
        <Soft>{mark === "" ? t("joined", { date }) : t("joinedAs", { mark, date })}</Soft>
        <AnswersBefore records={records} />
        <CircularsBefore records={records} />
      </Stack>
    </section>
  );
}

function CircularsBefore({
  records: { circulars },
}: {
  readonly records: EarlierRecords;
}): ReactElement {
  const t = useMessages(beforeMessages);
  const formats = useFormats();
  return (
    <Stack isClose>
      <h3>{t("circulars")}</h3>
      {circulars.length === 0 && <p>{t("noCirculars")}</p>}
      {circulars.map(({ circular, title, body, publishedAtMs }) => (
        <Disclosure key={circular} summary={title}>
          <Soft>{t("published", { date: formats.fullDate(publishedAtMs) })}</Soft>
          <p className="circular-body">{body}</p>
        </Disclosure>
      ))}
    </Stack>
  );
}

/** Read once: nothing changes there any more. undefined until it is. */
function useEarlier(): readonly EarlierRecords[] | "failed" | undefined {
  const { replica } = useReplica();
  const [earlier, setEarlier] = useState<readonly EarlierRecords[] | "failed">();
  useEffect(() => {
    let isLeft = false;
    Promise.all(storesBefore(replica).map((store) => readEarlier(store))).then(
      (all) => {
        if (!isLeft) setEarlier(all.filter((records) => records !== undefined));
      },
      () => {
        if (!isLeft) setEarlier("failed");
      },
    );
    return () => void (isLeft = true);
  }, [replica]);
  return earlier;
}
