/** 回覧をだす: title and text; below, who has read what, by household. */
import type { CircularId } from "@tomoshibi/shared/base/ids.ts";
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import { useLiveQuery } from "dexie-react-hooks";
import { type FormEvent, type ReactElement, useState } from "react";
import { flushSync } from "react-dom";
import type { CircularView, HouseholdView } from "../../engine/api.ts";
import { officerCircularsMessages } from "../../i18n/ja/officer-circulars.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { useIntents, useProfile } from "../../screen/queries.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { useHouseholds } from "../../screen/roster-query.ts";
import { SaveFailed } from "../../screen/save-failure.tsx";
import { useSubmit } from "../../screen/use-submit.ts";
import { Button } from "../../ui/button.tsx";
import { TextArea, TextField } from "../../ui/field.tsx";
import { Card, Dialog, Disclosure, Notice, Soft, Stack } from "../../ui/surface.tsx";
import { CircularSheet } from "./circular-sheet.tsx";
import { ErasingProgress, EraseText } from "./erase-text.tsx";

const TITLE_MAX = 60;
const BODY_MAX = 10_000;

/** Writing needs no network: the circular goes out at the next contact. */
export function PublishScreen(): ReactElement {
  const t = useMessages(officerCircularsMessages);
  const { database } = useReplica();
  const circulars = useLiveQuery(
    () => database.circulars.orderBy("publishedAtMs").reverse().toArray(),
    [database],
  );
  const households = useHouseholds()?.filter(({ isPlace }) => isPlace !== true);
  const profile = useProfile();
  const intents = useIntents() ?? [];
  const [printed, setPrinted] = useState<CircularView>();
  const print = (circular: CircularView): void => {
    // The sheet stands there before the printer is asked; it stays, for some browsers print a moment later.
    flushSync(() => setPrinted(circular));
    window.print();
  };
  return (
    <AppPage title={t("title")} backHref="/desk">
      <div {...(printed && { className: "no-print" })}>
        <Stack>
          <h1>{t("title")}</h1>
          <PublishForm />
          <h2>{t("list")}</h2>
          <ErasingProgress intents={intents} />
          {circulars?.length === 0 && <Soft>{t("empty")}</Soft>}
          {circulars?.map((circular) => (
            <PublishedCircular
              key={circular.circular}
              circular={circular}
              households={households ?? []}
              onPrint={() => print(circular)}
            />
          ))}
        </Stack>
      </div>
      {printed && <CircularSheet circular={printed} associationName={profile?.associationName} />}
    </AppPage>
  );
}

function PublishForm(): ReactElement {
  const t = useMessages(officerCircularsMessages);
  const { nowMs } = useReplica();
  const { state, failure, save } = useSubmit();
  const [title, setTitle] = useState("");
  const [body, setBody] = useState("");
  const [wasTried, setWasTried] = useState(false);

  const publish = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setWasTried(true);
    if (title.trim() === "" || body.trim() === "") return;
    const circular = bytesToHex(crypto.getRandomValues(new Uint8Array(8))) as CircularId;
    const command = { circular, title: title.trim(), body: body.trim(), atMs: nowMs() };
    if (!(await save({ type: "publishCircular", ...command }))) return;
    setTitle("");
    setBody("");
    setWasTried(false);
  };

  return (
    <form onSubmit={(event) => void publish(event)} noValidate>
      <Stack>
        <TextField
          label={t("heading")}
          value={title}
          maxLength={TITLE_MAX}
          autoComplete="off"
          error={wasTried && title.trim() === "" ? t("needTitle") : undefined}
          onChange={(event) => setTitle(event.target.value)}
        />
        <TextArea
          label={t("body")}
          value={body}
          maxLength={BODY_MAX}
          rows={6}
          error={wasTried && body.trim() === "" ? t("needBody") : undefined}
          onChange={(event) => setBody(event.target.value)}
        />
        <SaveFailed failure={failure} />
        {state === "saved" && (
          <Notice tone="done" title={t("published")}>
            <p>{t("publishedNext")}</p>
          </Notice>
        )}
        <Button kind="primary" type="submit" isWide isLarge disabled={state === "saving"}>
          {t("publish")}
        </Button>
      </Stack>
    </form>
  );
}

function PublishedCircular({
  circular,
  households,
  onPrint,
}: {
  readonly circular: CircularView;
  readonly households: readonly HouseholdView[];
  readonly onPrint: () => void;
}): ReactElement {
  const t = useMessages(officerCircularsMessages);
  const formats = useFormats();
  const { nowMs } = useReplica();
  const { save } = useSubmit();
  const [isAsking, setIsAsking] = useState(false);
  const readers = new Set(circular.readHouseholds);
  const withApp = households.filter(({ devices }) => devices > 0);
  const namesOf = (of: readonly HouseholdView[]): string =>
    formats.list(of.map(({ mark, name }) => `${mark} ${name}`));
  const names = (isRead: boolean): string =>
    namesOf(withApp.filter(({ number }) => readers.has(number) === isRead));
  const withoutApp = households.filter(({ devices }) => devices === 0);
  const withdraw = (): void => {
    void save({ type: "withdrawCircular", circular: circular.circular, atMs: nowMs() });
    setIsAsking(false);
  };
  return (
    <Card title={circular.title} detail={formats.dateTime(circular.publishedAtMs)}>
      {circular.isWithdrawn ? (
        <Stack isClose>
          <Soft>{t("withdrawn")}</Soft>
          <EraseText circular={circular.circular} />
        </Stack>
      ) : (
        <Stack isClose>
          <p>{t("readCount", { read: readers.size, all: circular.registeredHouseholds })}</p>
          {withoutApp.length > 0 && <Soft>{t("onPaper", { count: withoutApp.length })}</Soft>}
          <Disclosure summary={formats.facts([t("read"), t("unread")])}>
            <dl>
              <dt>{t("read")}</dt>
              <dd>{names(true) || "—"}</dd>
              <dt>{t("unread")}</dt>
              <dd>{names(false) || "—"}</dd>
              <dt>{t("noApp")}</dt>
              <dd>{namesOf(withoutApp) || "—"}</dd>
            </dl>
          </Disclosure>
          <Button onClick={onPrint}>{t("print")}</Button>
          <Button onClick={() => setIsAsking(true)}>{t("withdraw")}</Button>
        </Stack>
      )}
      <Dialog
        title={t("withdraw")}
        isOpen={isAsking}
        onClose={() => setIsAsking(false)}
        actions={
          <>
            <Button onClick={() => setIsAsking(false)}>{t("cancel")}</Button>
            <Button kind="danger" onClick={withdraw}>
              {t("withdraw")}
            </Button>
          </>
        }
      >
        <p>{t("withdrawAsk")}</p>
      </Dialog>
    </Card>
  );
}
