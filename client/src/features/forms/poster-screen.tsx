/** アプリを使わない人のためのQRコード: one sheet to print and put up, and the link to send. [FORM1] */
import { type ReactElement, useEffect, useState } from "react";
import type { FormPoster } from "../../engine/api.ts";
import { formsMessages } from "../../i18n/ja/forms.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { useProfile } from "../../screen/queries.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { UnreachableNotice } from "../../screen/unreachable-notice.tsx";
import { Button } from "../../ui/button.tsx";
import { TextArea } from "../../ui/field.tsx";
import { Notice, Soft, Stack } from "../../ui/surface.tsx";
import { drawQr } from "../cards/qr-path.ts";
import { NotOfficer } from "../desk/not-officer.tsx";
import "./forms.css";

/** Made anew whenever it is opened: with the key that officers use now. */
export function PosterScreen(): ReactElement {
  const t = useMessages(formsMessages);
  const profile = useProfile();
  const poster = usePoster();
  const [isCopied, setIsCopied] = useState(false);
  if (profile?.isOfficer === false) return <NotOfficer />;
  const copy = async (url: string): Promise<void> => {
    await navigator.clipboard.writeText(url);
    setIsCopied(true);
  };
  return (
    <AppPage title={t("poster")} backHref="/forms">
      <div className="no-print">
        <Stack>
          <h1>{t("poster")}</h1>
          <p>{t("posterIntro")}</p>
          <p>{t("posterAsk")}</p>
          <UnreachableNotice />
          {poster === "failed" && <Notice tone="error" title={t("failed")} />}
          {typeof poster === "object" && (
            <>
              <Button kind="primary" isWide isLarge onClick={() => print()}>
                {t("print")}
              </Button>
              <p>{t("posterShare")}</p>
              {/* Where copying is not allowed the sheet is there still. */}
              <Button isWide onClick={() => void copy(poster.url).catch(() => undefined)}>
                {t("copy")}
              </Button>
              {isCopied && <Notice tone="done" title={t("copied")} />}
              <TextArea label={t("link")} value={poster.url} readOnly rows={4} spellCheck={false} />
              <Soft>{t("posterSafe")}</Soft>
            </>
          )}
        </Stack>
      </div>
      {typeof poster === "object" && <PosterSheet poster={poster} />}
    </AppPage>
  );
}

function PosterSheet({ poster }: { readonly poster: FormPoster }): ReactElement {
  const t = useMessages(formsMessages);
  const qr = drawQr(poster.url);
  return (
    <article className="poster-sheet" aria-label={t("sheetTitle")}>
      <p className="poster-association">{poster.associationName}</p>
      <h2>{t("sheetTitle")}</h2>
      <svg viewBox={`0 0 ${qr.size} ${qr.size}`} role="img" aria-label={t("qrLabel")}>
        <path d={qr.path} />
      </svg>
      <ol>
        <li>{t("step1")}</li>
        <li>{t("step2")}</li>
        <li>{t("step3")}</li>
      </ol>
      <p className="poster-other" lang="en">
        {t("sheetOther")}
      </p>
      <p>{t("sheetElse")}</p>
      <p className="poster-line">{t("sheetPhone")}</p>
      <p className="poster-emergency">{t("sheetEmergency")}</p>
    </article>
  );
}

function usePoster(): FormPoster | "failed" | undefined {
  const { engine } = useReplica();
  const [poster, setPoster] = useState<FormPoster | "failed">();
  useEffect(() => {
    let isCurrent = true;
    void engine.formPoster().then((answer) => {
      if (isCurrent) setPoster(answer.ok ? answer.value : "failed");
    });
    return () => {
      isCurrent = false;
    };
  }, [engine]);
  return poster;
}
