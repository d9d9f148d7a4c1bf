/** Joining: the card, is it yours, who are you, consent, done. One question a screen. */
import { type ReactElement, useState } from "react";
import { useLocation } from "wouter";
import type { EngineFailure, InvitePreview } from "../../engine/api.ts";
import { PURPOSE_VERSION } from "../../engine/purpose.ts";
import { joinMessages } from "../../i18n/ja/join.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { failureText } from "../../screen/failure-text.ts";
import { useInstallation } from "../../screen/installation.ts";
import { LanguagePart } from "../../screen/language-part.tsx";
import { useProfile } from "../../screen/queries.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { Link } from "../../ui/button.tsx";
import { Notice } from "../../ui/surface.tsx";
import { InstallFirst } from "../start/install-first.tsx";
import { CardStep } from "./card-step.tsx";
import { CodeStep } from "./code-step.tsx";
import { ConsentStep } from "./consent-step.tsx";
import { JoinedStep } from "./joined-step.tsx";
import { type Place, PlaceStep } from "./place-step.tsx";

type Step =
  | { readonly type: "code" }
  | { readonly type: "card"; readonly codeOrQr: string; readonly preview: InvitePreview }
  | { readonly type: "place"; readonly codeOrQr: string; readonly preview: InvitePreview }
  | { readonly type: "consent"; readonly codeOrQr: string; readonly place: Place }
  | { readonly type: "joined" };

/** The way in. */
export function JoinScreen(): ReactElement {
  const t = useMessages(joinMessages);
  const tShell = useMessages(shellMessages);
  const profile = useProfile();
  const { mustInstallFirst } = useInstallation();
  const [step, setStep] = useState<Step>({ type: "code" });
  const isDone = step.type === "joined";
  if (profile && !isDone && step.type !== "consent") {
    return (
      <AppPage backHref="/">
        <h1>{t("join")}</h1>
        <Notice title={failureText(tShell, { type: "alreadyMember" })} />
        <Link kind="primary" isWide href="/">
          {t("toHome")}
        </Link>
      </AppPage>
    );
  }
  return (
    <AppPage title={t("appName")} {...(isDone ? {} : { backHref: "/" })}>
      {mustInstallFirst ? (
        <>
          <h1>{t("join")}</h1>
          <InstallFirst />
        </>
      ) : (
        <>
          {step.type === "code" && <InstallFirst />}
          <StepPart step={step} onStep={setStep} />
        </>
      )}
      {!isDone && <LanguagePart />}
    </AppPage>
  );
}

function StepPart({
  step,
  onStep,
}: {
  readonly step: Step;
  readonly onStep: (step: Step) => void;
}): ReactElement {
  const { engine } = useReplica();
  const [, navigate] = useLocation();
  const [failure, setFailure] = useState<EngineFailure>();
  const [isBusy, setIsBusy] = useState(false);
  const lookUp = async (codeOrQr: string): Promise<void> => {
    setIsBusy(true);
    setFailure(undefined);
    const found = await engine.lookUpInvite(codeOrQr);
    setIsBusy(false);
    if (found.ok) onStep({ type: "card", codeOrQr, preview: found.value });
    else setFailure(found.error);
  };
  const join = async (codeOrQr: string, place: Place): Promise<void> => {
    setIsBusy(true);
    setFailure(undefined);
    const joined = await engine.join({ codeOrQr, ...place, purposeVersion: PURPOSE_VERSION });
    setIsBusy(false);
    if (joined.ok) onStep({ type: "joined" });
    else setFailure(joined.error);
  };
  switch (step.type) {
    case "code":
      return <CodeStep {...{ failure, isBusy }} onCode={(code) => void lookUp(code)} />;
    case "card":
      return (
        <CardStep
          preview={step.preview}
          onYes={() => onStep({ ...step, type: "place" })}
          onNo={() => onStep({ type: "code" })}
        />
      );
    case "place":
      return (
        <PlaceStep
          group={step.preview.group}
          onPlace={(place) => onStep({ type: "consent", codeOrQr: step.codeOrQr, place })}
        />
      );
    case "consent":
      return (
        <ConsentStep
          {...{ failure, isBusy }}
          onAgree={() => void join(step.codeOrQr, step.place)}
          onDecline={() => navigate("/")}
        />
      );
    case "joined":
      return <JoinedStep />;
  }
}
