/** 町会をつくる: makes the association's keys on this device, which becomes its first officer's. */
import { groupNumber } from "@tomoshibi/shared/roster/group-number.ts";
import { type ReactElement, type FormEvent, useState } from "react";
import { useLocation } from "wouter";
import { AppPage } from "../../screen/app-page.tsx";
import { failureText } from "../../screen/failure-text.ts";
import { useInstallation } from "../../screen/installation.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { UnreachableNotice } from "../../screen/unreachable-notice.tsx";
import { foundingMessages } from "../../i18n/ja/founding.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { Button } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Notice, Soft, Stack } from "../../ui/surface.tsx";
import { PurposePart } from "../purpose/purpose-part.tsx";

/** Asks for the least: the association's name, the founder's group and household. */
export function FoundingScreen(): ReactElement {
  const t = useMessages(foundingMessages);
  const shell = useMessages(shellMessages);
  const { engine, isDemo } = useReplica();
  const { askToPersist } = useInstallation();
  const [, navigate] = useLocation();
  const [form, setForm] = useState<Form>({ associationName: "", group: "", representative: "" });
  const [wasTried, setWasTried] = useState(false);
  const [isWorking, setIsWorking] = useState(false);
  const [problem, setProblem] = useState<string>();
  const group = groupNumber(form.group);

  const found = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setWasTried(true);
    const associationName = form.associationName.trim();
    const representative = form.representative.trim();
    if (associationName === "" || representative === "" || group === undefined) return;
    setIsWorking(true);
    const founded = await engine.found({ associationName, group, representative, isDemo });
    setIsWorking(false);
    if (!founded.ok) return setProblem(failureText(shell, founded.error));
    // The association's keys are nowhere else yet.
    void askToPersist();
    // The desk begins with what remains to be done, the recovery kit first.
    navigate("/desk", { replace: true });
  };

  return (
    <AppPage title={t("title")} backHref="/">
      <form onSubmit={(event) => void found(event)} noValidate>
        <Stack>
          <h1>{t("title")}</h1>
          <Soft>{t("intro")}</Soft>
          <Soft>{t("next")}</Soft>
          <UnreachableNotice isFounding />
          <Fields {...{ form, wasTried }} onChange={(change) => setForm({ ...form, ...change })} />
          <PurposePart action={t("found")} />
          {problem !== undefined && <Notice tone="error" title={problem} />}
          {isWorking && <Notice title={t("working")} />}
          <Button kind="primary" type="submit" isWide isLarge disabled={isWorking}>
            {t("found")}
          </Button>
        </Stack>
      </form>
    </AppPage>
  );
}

interface Form {
  readonly associationName: string;
  readonly group: string;
  readonly representative: string;
}

function Fields({
  form,
  wasTried,
  onChange,
}: {
  readonly form: Form;
  readonly wasTried: boolean;
  readonly onChange: (change: Partial<Form>) => void;
}): ReactElement {
  const t = useMessages(foundingMessages);
  return (
    <>
      <TextField
        label={t("associationName")}
        hint={t("nameHint")}
        value={form.associationName}
        maxLength={60}
        autoComplete="off"
        error={wasTried && form.associationName.trim() === "" ? t("needName") : undefined}
        onChange={(event) => onChange({ associationName: event.target.value })}
      />
      <TextField
        label={t("group")}
        hint={t("groupHint")}
        value={form.group}
        inputMode="numeric"
        autoComplete="off"
        error={wasTried && groupNumber(form.group) === undefined ? t("needGroup") : undefined}
        onChange={(event) => onChange({ group: event.target.value })}
      />
      <TextField
        label={t("representative")}
        value={form.representative}
        maxLength={60}
        autoComplete="name"
        error={wasTried && form.representative.trim() === "" ? t("needRepresentative") : undefined}
        onChange={(event) => onChange({ representative: event.target.value })}
      />
    </>
  );
}
