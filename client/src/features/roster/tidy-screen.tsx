/** 名簿の整理: the roster and what officers did go into a generation of their own; what was before is erased. [DOC3] [ERA1] */
import { type ReactElement, useState } from "react";
import { tidyMessages } from "../../i18n/ja/tidy.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { useIntents } from "../../screen/queries.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { SaveFailed, type SaveFailure, saveFailureOf } from "../../screen/save-failure.tsx";
import { submitTidying } from "../../screen/submit-tidying.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog, Notice, Soft, Stack } from "../../ui/surface.tsx";
import { LatePart } from "./late-part.tsx";
import { type TidyProgress, progressOf, useTidyState } from "./tidy-state.ts";
import "./roster.css";

/** What it does, one button that asks once, and how far it came; below, what came too late for it. */
export function TidyScreen(): ReactElement {
  const t = useMessages(tidyMessages);
  const formats = useFormats();
  const state = useTidyState();
  const intents = useIntents();
  const [isAsking, setIsAsking] = useState(false);
  const progress = progressOf(intents ?? []);
  const isUnderWay = progress === "preparing" || progress === "waiting";
  const { begunAtMs, isFirst = true, isDue = false, late = [] } = state ?? {};
  const day = begunAtMs === undefined ? undefined : formats.fullDate(begunAtMs);
  return (
    <AppPage title={t("title")} backHref="/roster">
      <Stack>
        <h1>{t("title")}</h1>
        {isDue && !isUnderWay && <Notice tone="caution" title={t("due")} />}
        {late.length > 0 && <LatePart late={late} />}
        <p>{t("intro")}</p>
        <p>{t("keeps")}</p>
        <p>{t("erases")}</p>
        <Soft>{t("never")}</Soft>
        {day !== undefined && <Soft>{t(isFirst ? "firstYear" : "last", { day })}</Soft>}
        <Progress progress={progress} />
        {!isUnderWay && day !== undefined && (
          <Button kind={isDue ? "primary" : "secondary"} onClick={() => setIsAsking(true)}>
            {t("tidy")}
          </Button>
        )}
      </Stack>
      <TidyDialog isOpen={isAsking} onClose={() => setIsAsking(false)} />
    </AppPage>
  );
}

function Progress({ progress }: { readonly progress: TidyProgress }): ReactElement | null {
  const t = useMessages(tidyMessages);
  switch (progress) {
    case undefined:
      return null;
    case "preparing":
      return <Notice title={t("preparing")} />;
    case "waiting":
      return (
        <Notice title={t("waiting")}>
          <p>{t("waitingHint")}</p>
        </Notice>
      );
    case "done":
      return (
        <Notice tone="done" title={t("done")}>
          <p>{t("doneHint")}</p>
        </Notice>
      );
    case "failed":
      return (
        <Notice tone="error" title={t("failed")}>
          <p>{t("failedHint")}</p>
        </Notice>
      );
  }
}

function TidyDialog({
  isOpen,
  onClose,
}: {
  readonly isOpen: boolean;
  readonly onClose: () => void;
}): ReactElement {
  const t = useMessages(tidyMessages);
  const replica = useReplica();
  const [failure, setFailure] = useState<SaveFailure>();
  const take = async (): Promise<void> => {
    try {
      await submitTidying(replica);
      setFailure(undefined);
      onClose();
    } catch (error) {
      setFailure(saveFailureOf(error));
    }
  };
  return (
    <Dialog
      title={t("tidy")}
      isOpen={isOpen}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button kind="primary" onClick={() => void take()}>
            {t("tidy")}
          </Button>
        </>
      }
    >
      <p>{t("ask")}</p>
      <SaveFailed failure={failure} />
    </Dialog>
  );
}
