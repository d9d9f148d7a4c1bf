/** 近くの端末とつなぐ: two codes, then everything both ways, and what came of it. [MEET1] [MEET2] */
import type { AssociationId } from "@tomoshibi/shared/base/ids.ts";
import { lazy, type ReactElement, type ReactNode, Suspense } from "react";
import { meetingMessages } from "../../i18n/ja/meeting.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { Button, Link } from "../../ui/button.tsx";
import { Disclosure, Notice, Soft, Stack } from "../../ui/surface.tsx";
import { PasteForm } from "./paste-form.tsx";
import { QrCode } from "./qr-code.tsx";
import type { MeetingView } from "./run-meeting.ts";
import { TakenPart } from "./taken-part.tsx";
import type { Connector, NearFailure, NearShown } from "./connector.ts";
import { useNear } from "./use-near.ts";

const QrScanner = lazy(async () => ({
  default: (await import("../join/qr-scanner.tsx")).QrScanner,
}));

/** The whole way; `onBack` leads to codes and files, which need no network at all. */
export function NearPart({
  association,
  homeHref,
  showsNames,
  onBack,
}: {
  readonly association: AssociationId;
  readonly homeHref: string;
  readonly showsNames: boolean;
  readonly onBack: () => void;
}): ReactElement {
  const t = useMessages(meetingMessages);
  const { near, step, fault } = useNear(association);
  const isOver = step.type === "meeting" && step.view?.end !== undefined;
  return (
    <Stack>
      <StepPart {...{ near, step, fault, showsNames }} />
      {(isOver || step.type === "failed") && (
        <>
          <Link href={homeHref} kind="primary" isWide isLarge>
            {t("nearHome")}
          </Link>
          <Button isWide onClick={near.restart}>
            {t("nearAgain")}
          </Button>
        </>
      )}
      <Button isWide kind="plain" onClick={onBack}>
        {t(isOver || step.type === "failed" ? "nearOther" : "nearStop")}
      </Button>
    </Stack>
  );
}

function StepPart({
  near,
  step,
  fault,
  showsNames,
}: NearShown & { readonly near: Connector; readonly showsNames: boolean }): ReactElement {
  const t = useMessages(meetingMessages);
  switch (step.type) {
    case "choosing":
      return <Choice near={near} />;
    case "preparing":
      return <Notice title={t("nearPreparing")} />;
    case "readingOffer":
      return <Reading near={near} fault={fault} title={t("nearReadOffer")} />;
    case "showingOffer":
      if (step.isReading) return <Reading near={near} fault={fault} title={t("nearReadAnswer")} />;
      return (
        <Showing
          {...{ text: step.text, title: t("nearOffer"), detail: t("nearOfferDetail") }}
          label={t("nearOfferLabel")}
        >
          <Button kind="primary" icon="camera" isWide isLarge onClick={near.readAnswer}>
            {t("nearOfferNext")}
          </Button>
        </Showing>
      );
    case "showingAnswer":
      return (
        <Showing
          {...{ text: step.text, title: t("nearAnswer"), detail: t("nearAnswerDetail") }}
          label={t("nearAnswerLabel")}
        />
      );
    case "connecting":
      return <Notice title={t("nearConnecting")} />;
    case "meeting":
      return <Meeting view={step.view} showsNames={showsNames} />;
    case "failed":
      return <Failure failure={step.failure} />;
  }
}

function Choice({ near }: { readonly near: Connector }): ReactElement {
  const t = useMessages(meetingMessages);
  return (
    <>
      <Notice title={t("nearNetwork")}>
        <p>{t("nearHotspot")}</p>
      </Notice>
      <Soft>{t("nearChoice")}</Soft>
      <Button kind="primary" isWide isLarge onClick={() => void near.showOffer()}>
        {t("nearShow")}
      </Button>
      <Button icon="camera" isWide isLarge onClick={near.readOffer}>
        {t("nearRead")}
      </Button>
    </>
  );
}

function Showing({
  title,
  detail,
  text,
  label,
  children,
}: {
  readonly title: string;
  readonly detail: string;
  readonly text: string;
  readonly label: string;
  readonly children?: ReactNode;
}): ReactElement {
  return (
    <>
      <h2>{title}</h2>
      <Soft>{detail}</Soft>
      <QrCode text={text} label={label} />
      {children}
    </>
  );
}

/** The camera stays on while it sees codes that are not meant. */
function Reading({
  near,
  fault,
  title,
}: Pick<NearShown, "fault"> & {
  readonly near: Connector;
  readonly title: string;
}): ReactElement {
  const t = useMessages(meetingMessages);
  const shell = useMessages(shellMessages);
  return (
    <>
      <h2>{title}</h2>
      {fault && <Notice tone="caution" title={t(`near.${fault}`)} />}
      <Suspense fallback={<output>{shell("loading")}</output>}>
        <QrScanner
          onText={() => undefined}
          isPart={(text) => !near.take(text)}
          onStop={near.restart}
        />
      </Suspense>
      <Disclosure summary={t("withoutCamera")}>
        <PasteForm isBusy={false} onText={near.take} />
      </Disclosure>
    </>
  );
}

function Meeting({
  view,
  showsNames,
}: {
  readonly view: MeetingView | undefined;
  readonly showsNames: boolean;
}): ReactElement {
  const t = useMessages(meetingMessages);
  const end = view?.end;
  return (
    <>
      {end === undefined && <Notice title={t("nearMeeting")} />}
      {end === "finished" && <Notice tone="done" title={t("nearFinished")} />}
      {end !== undefined && end !== "finished" && (
        <Notice tone="error" title={t(`near.${end}`)}>
          {end !== "stranger" && end !== "stopped" && <p>{t("nearKept")}</p>}
        </Notice>
      )}
      {view && <Given given={view.given} isOver={end === "finished"} />}
      {view && (
        <TakenPart
          outcome={{ type: "answered", taken: view.taken }}
          showsNames={showsNames}
          isAnswered
        />
      )}
    </>
  );
}

/** What the other device said that it stored; reports where it took all that there were in a parcel. */
function Given({
  given: { items, reports },
  isOver,
}: {
  readonly given: MeetingView["given"];
  readonly isOver: boolean;
}): ReactElement | null {
  const t = useMessages(meetingMessages);
  if (reports > 0) return <Notice tone="done" title={t("nearGivenReports", { count: reports })} />;
  if (items > 0) return <Notice tone="done" title={t("nearGiven", { count: items })} />;
  return isOver ? <Soft>{t("nearGivenNothing")}</Soft> : null;
}

function Failure({ failure }: { readonly failure: NearFailure }): ReactElement {
  const t = useMessages(meetingMessages);
  return (
    <Notice tone="error" title={t(`near.${failure}`)}>
      <p>{t("nearFallback")}</p>
    </Notice>
  );
}
