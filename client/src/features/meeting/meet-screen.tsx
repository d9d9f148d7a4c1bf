/** 電波がないときの受けわたし: reading QR codes, files in and out, and what is carried for others. [MEET2] [MEET3] */
import { useLiveQuery } from "dexie-react-hooks";
import { lazy, type ReactElement, Suspense, useEffect, useState } from "react";
import { useSearch } from "wouter";
import { meetingMessages } from "../../i18n/ja/meeting.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { useProfile } from "../../screen/queries.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { Button } from "../../ui/button.tsx";
import { Card, Disclosure, Notice, Soft, Stack } from "../../ui/surface.tsx";
import { FilePart } from "./file-part.tsx";
import { HandOverPart } from "./frames-view.tsx";
import { PasteForm } from "./paste-form.tsx";
import { TakenPart } from "./taken-part.tsx";
import { useTaking } from "./use-taking.ts";

// Few connect, and most only once.
const NearPart = lazy(async () => ({ default: (await import("./near-part.tsx")).NearPart }));
// The decoder is large and only the camera needs it.
const QrScanner = lazy(async () => ({
  default: (await import("../join/qr-scanner.tsx")).QrScanner,
}));

/** For everybody: names stay away from a screen that has no lock. */
export function MeetScreen(): ReactElement {
  return <Meeting backHref="/" showsNames={false} />;
}

/** The same behind the desk's lock. */
export function DeskMeetScreen(): ReactElement {
  return <Meeting backHref="/desk" showsNames />;
}

function Meeting({
  backHref,
  showsNames,
}: {
  readonly backHref: string;
  readonly showsNames: boolean;
}): ReactElement {
  const t = useMessages(meetingMessages);
  const shell = useMessages(shellMessages);
  const profile = useProfile();
  const [isNear, setIsNear] = useState(false);
  const { outcome, progress, isBusy, take, isPart } = useTaking();
  if (isNear && profile)
    return (
      <AppPage backHref={backHref}>
        <Stack>
          <h1>{t("near")}</h1>
          <Suspense fallback={<output>{shell("loading")}</output>}>
            <NearPart
              association={profile.association}
              homeHref={backHref}
              showsNames={showsNames}
              onBack={() => setIsNear(false)}
            />
          </Suspense>
        </Stack>
      </AppPage>
    );
  return (
    <AppPage backHref={backHref}>
      <Stack>
        <h1>{t("title")}</h1>
        <Soft>{t("intro")}</Soft>
        {isBusy && <Notice title={t("taking")} />}
        {progress && <Notice title={t("framesSeen", { have: progress.have, all: progress.all })} />}
        {!isBusy && outcome && <TakenPart outcome={outcome} showsNames={showsNames} />}
        <ScanPart
          isBusy={isBusy}
          hasScanned={outcome !== undefined}
          onText={take}
          isPart={isPart}
        />
        {profile && <NearCard onOpen={() => setIsNear(true)} />}
        <HandOverPart />
        <FilePart isBusy={isBusy} onBytes={(bytes) => void take(bytes)} />
        <CarriedPart />
      </Stack>
    </AppPage>
  );
}

/** The way that takes everything at once, where there is a network between the two. */
function NearCard({ onOpen }: { readonly onOpen: () => void }): ReactElement {
  const t = useMessages(meetingMessages);
  return (
    <Stack isClose>
      <Button isWide onClick={onOpen}>
        {t("near")}
      </Button>
      <Soft>{t("nearDetail")}</Soft>
    </Stack>
  );
}

function ScanPart({
  isBusy,
  hasScanned,
  onText,
  isPart,
}: {
  readonly isBusy: boolean;
  readonly hasScanned: boolean;
  readonly onText: (text: string) => Promise<boolean>;
  readonly isPart: (text: string) => boolean;
}): ReactElement {
  const t = useMessages(meetingMessages);
  const shell = useMessages(shellMessages);
  // Who comes to read a receipt is asked for no second press.
  const [isScanning, setIsScanning] = useState(useSearch() === "scan");
  const scanned = (text: string): void => {
    setIsScanning(false);
    void onText(text);
  };
  return (
    <Stack isClose>
      {isScanning ? (
        <Suspense fallback={<output>{shell("loading")}</output>}>
          <QrScanner onText={scanned} isPart={isPart} onStop={() => setIsScanning(false)} />
        </Suspense>
      ) : (
        <Button
          kind="primary"
          icon="camera"
          isWide
          isLarge
          disabled={isBusy}
          onClick={() => setIsScanning(true)}
        >
          {t(hasScanned ? "scanNext" : "scan")}
        </Button>
      )}
      <Disclosure summary={t("withoutCamera")}>
        <PasteForm isBusy={isBusy} onText={onText} />
      </Disclosure>
    </Stack>
  );
}

function CarriedPart(): ReactElement {
  const t = useMessages(meetingMessages);
  const { database, engine } = useReplica();
  const carried =
    useLiveQuery(
      () => database.carried.filter(({ receivedAtMs }) => receivedAtMs === undefined).toArray(),
      [database],
    ) ?? [];
  const receipts = useLiveQuery(
    () => database.entries.where("kind").equals("receipt").count(),
    [database],
  );
  const isCarrying = carried.length > 0;
  // A receipt that came may end the carrying: the next contact says so.
  useEffect(() => {
    if (isCarrying) void engine.syncNow();
  }, [engine, isCarrying, receipts]);
  if (carried.length === 0) return <Card detail={t("carryingNone")} />;
  const atRelay = carried.filter(({ relays }) => relays.length > 0).length;
  return (
    <Card title={t("carrying", { count: carried.length })} detail={t("carryingDetail")}>
      {atRelay > 0 && <Soft>{t("carryingAtRelay", { count: atRelay })}</Soft>}
    </Card>
  );
}
