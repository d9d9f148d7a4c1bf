/** 安否確認をはじめる: 本番 or 訓練, nothing chosen beforehand. */
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import { freshManualOrigin, incidentIdOf } from "@tomoshibi/shared/safety/incident-id.ts";
import type { Cause } from "@tomoshibi/shared/records/record.ts";
import { type ReactElement, useState } from "react";
import { useLocation } from "wouter";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { SaveFailed } from "../../screen/save-failure.tsx";
import { useSubmit } from "../../screen/use-submit.ts";
import { Button } from "../../ui/button.tsx";
import { Choice, TextField } from "../../ui/field.tsx";
import { Notice, Soft, Stack } from "../../ui/surface.tsx";

/** Opens an incident; the button says which of the two it starts. */
export function OpenScreen(): ReactElement {
  const t = useMessages(deskMessages);
  const { database, nowMs } = useReplica();
  const { state, failure, save } = useSubmit();
  const [, navigate] = useLocation();
  const [mode, setMode] = useState<"real" | "drill">();
  const [cause, setCause] = useState<Cause>("earthquake");
  const [title, setTitle] = useState("");
  const [wasTried, setWasTried] = useState(false);

  const start = async (): Promise<void> => {
    setWasTried(true);
    if (mode === undefined) return;
    const atMs = nowMs();
    const known = await database.incidents.toArray();
    const isEnded = (id: IncidentId): boolean =>
      known.some(({ joined, isOpen }) => !isOpen && joined.includes(id));
    const origin =
      mode === "drill"
        ? ({ type: "drill", nonce: crypto.getRandomValues(new Uint8Array(16)) } as const)
        : freshManualOrigin(atMs, isEnded);
    const incident = incidentIdOf(origin);
    const named = { incident, origin, cause, title: title.trim() };
    if (await save({ type: "openIncident", ...named, atMs })) navigate(`/desk/${incident}`);
  };

  return (
    <AppPage backHref="/desk" mode={mode}>
      <Stack>
        <h1>{t("opening.start")}</h1>
        <Choice
          legend={t("opening.question")}
          value={mode}
          isRow
          options={[
            { value: "real", label: t("opening.real") },
            { value: "drill", label: t("opening.drill") },
          ]}
          onChange={setMode}
        />
        {mode !== undefined && (
          <Soft>{t(mode === "real" ? "opening.realNote" : "opening.drillNote")}</Soft>
        )}
        <CauseAndTitle cause={cause} title={title} onCause={setCause} onTitle={setTitle} />
        {wasTried && mode === undefined && <Notice tone="error" title={t("opening.choose")} />}
        <SaveFailed failure={failure} />
        <Button
          kind="primary"
          isWide
          isLarge
          disabled={state === "saving"}
          onClick={() => void start()}
        >
          {t(
            mode === undefined
              ? "opening.start"
              : `opening.${mode === "real" ? "startReal" : "startDrill"}`,
          )}
        </Button>
      </Stack>
    </AppPage>
  );
}

function CauseAndTitle({
  cause,
  title,
  onCause,
  onTitle,
}: {
  readonly cause: Cause;
  readonly title: string;
  readonly onCause: (cause: Cause) => void;
  readonly onTitle: (title: string) => void;
}): ReactElement {
  const t = useMessages(deskMessages);
  return (
    <>
      <Choice
        legend={t("opening.cause")}
        value={cause}
        isRow
        options={[
          { value: "earthquake", label: t("opening.earthquake") },
          { value: "other", label: t("opening.other") },
        ]}
        onChange={onCause}
      />
      <TextField
        label={t("opening.name")}
        hint={t("opening.nameHint")}
        value={title}
        maxLength={60}
        autoComplete="off"
        onChange={(event) => onTitle(event.target.value)}
      />
    </>
  );
}
