/** 予備の鍵でもどす: two sheets make this fresh device one of the association's admins. [KEY4] */
import { type FormEvent, type ReactElement, useState } from "react";
import { useLocation } from "wouter";
import type { TypedSheets } from "../../engine/api.ts";
import { recoveryMessages } from "../../i18n/ja/recovery.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { failureText } from "../../screen/failure-text.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { Button, OutsideLink } from "../../ui/button.tsx";
import { TextField } from "../../ui/field.tsx";
import { Notice, Soft, Stack } from "../../ui/surface.tsx";
import { PurposePart } from "../purpose/purpose-part.tsx";
import { areSheetsRead, NO_SHEETS, SheetFields } from "./sheet-fields.tsx";
import { readSheetText } from "./sheet-text.ts";

/** The sheets, then the two names; ends where the next steps are. */
export function RestoreScreen(): ReactElement {
  const t = useMessages(recoveryMessages);
  const shell = useMessages(shellMessages);
  const { engine } = useReplica();
  const [, navigate] = useLocation();
  const [sheets, setSheets] = useState<TypedSheets>(NO_SHEETS);
  const [typedName, setTypedName] = useState("");
  const [representative, setRepresentative] = useState("");
  const [wasTried, setWasTried] = useState(false);
  const [isWorking, setIsWorking] = useState(false);
  const [problem, setProblem] = useState<string>();
  const saidName = said(sheets, "associationName");
  const associationName = saidName ?? typedName;
  const relay = said(sheets, "relayUrl");
  const isElsewhere = relay !== undefined && relay !== location.origin;
  const isReady =
    areSheetsRead(sheets) && associationName.trim() !== "" && representative.trim() !== "";

  const restore = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setWasTried(true);
    if (!isReady || isWorking) return;
    setIsWorking(true);
    setProblem(undefined);
    const restored = await engine.restore({
      sheets,
      associationName: associationName.trim(),
      representative: representative.trim(),
    });
    setIsWorking(false);
    if (restored.ok) navigate("/recovery");
    else if (restored.error.type === "offline") setProblem(t("restoreOffline"));
    else setProblem(failureText(shell, restored.error));
  };

  return (
    <AppPage title={t("restoreTitle")} backHref="/">
      <form onSubmit={(event) => void restore(event)} noValidate>
        <Stack>
          <h1>{t("restoreTitle")}</h1>
          <Soft>{t("restoreIntro")}</Soft>
          <SheetFields sheets={sheets} onChange={setSheets} />
          {isElsewhere && (
            <Notice tone="caution" title={t("elsewhere")}>
              <OutsideLink href={relay}>{relay}</OutsideLink>
            </Notice>
          )}
          <Names
            saidName={saidName}
            typedName={typedName}
            representative={representative}
            wasTried={wasTried}
            onName={setTypedName}
            onRepresentative={setRepresentative}
          />
          <PurposePart action={t("restore")} />
          {isWorking && <Notice title={t("restoring")} />}
          {problem !== undefined && <Notice tone="error" title={problem} />}
          {wasTried && !areSheetsRead(sheets) && <Notice tone="error" title={t("needSheets")} />}
          <Button kind="primary" type="submit" isWide isLarge disabled={isWorking}>
            {t("restore")}
          </Button>
        </Stack>
      </form>
    </AppPage>
  );
}

/** Asks only for what no sheet has said. */
function Names({
  saidName,
  typedName,
  representative,
  wasTried,
  onName,
  onRepresentative,
}: {
  readonly saidName: string | undefined;
  readonly typedName: string;
  readonly representative: string;
  readonly wasTried: boolean;
  readonly onName: (name: string) => void;
  readonly onRepresentative: (name: string) => void;
}): ReactElement {
  const t = useMessages(recoveryMessages);
  const lacks = (text: string): boolean => wasTried && text.trim() === "";
  return (
    <>
      {saidName === undefined ? (
        <TextField
          label={t("associationName")}
          hint={t("associationNameHint")}
          value={typedName}
          maxLength={60}
          autoComplete="off"
          error={lacks(typedName) ? t("needName") : undefined}
          onChange={(event) => onName(event.target.value)}
        />
      ) : (
        <Notice title={t("associationIs", { name: saidName })} />
      )}
      <TextField
        label={t("representative")}
        hint={t("representativeHint")}
        value={representative}
        maxLength={60}
        autoComplete="off"
        error={lacks(representative) ? t("needRepresentative") : undefined}
        onChange={(event) => onRepresentative(event.target.value)}
      />
    </>
  );
}

/** What a scanned sheet says; typed codes say neither name nor relay. */
function said(sheets: TypedSheets, what: "associationName" | "relayUrl"): string | undefined {
  for (const sheet of sheets) {
    const read = readSheetText(sheet);
    if (read.type === "read" && read[what] !== undefined) return read[what];
  }
  return undefined;
}
