/** 電波がないときの受けわたし: reading QR codes, files in and out, and what is carried for others. [MEET2] [MEET3] */
import { useLiveQuery } from "dexie-react-hooks";
import { type FormEvent, lazy, type ReactElement, Suspense, useEffect, useState } from "react";
import { meetingMessages } from "../../i18n/ja/meeting.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { Button } from "../../ui/button.tsx";
import { TextArea } from "../../ui/field.tsx";
import { Card, Disclosure, Notice, Soft, Stack } from "../../ui/surface.tsx";
import { FilePart } from "./file-part.tsx";
import { HandOverPart } from "./frames-view.tsx";
import { TakenPart } from "./taken-part.tsx";
import { useTaking } from "./use-taking.ts";

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
  const { outcome, progress, isBusy, take, isPart } = useTaking();
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
        <HandOverPart />
        <FilePart isBusy={isBusy} onBytes={take} />
        <CarriedPart />
      </Stack>
    </AppPage>
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
  readonly onText: (text: string) => void;
  readonly isPart: (text: string) => boolean;
}): ReactElement {
  const t = useMessages(meetingMessages);
  const shell = useMessages(shellMessages);
  const [isScanning, setIsScanning] = useState(false);
  const scanned = (text: string): void => {
    setIsScanning(false);
    onText(text);
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

function PasteForm({
  isBusy,
  onText,
}: {
  readonly isBusy: boolean;
  readonly onText: (text: string) => void;
}): ReactElement {
  const t = useMessages(meetingMessages);
  const [text, setText] = useState("");
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    onText(text);
    setText("");
  };
  return (
    <form onSubmit={submit}>
      <Stack isClose>
        <TextArea
          label={t("pasteLabel")}
          rows={4}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <Button type="submit" isWide disabled={isBusy || text.trim() === ""}>
          {t("take")}
        </Button>
      </Stack>
    </form>
  );
}

function CarriedPart(): ReactElement {
  const t = useMessages(meetingMessages);
  const { database, engine } = useReplica();
  const carried = useLiveQuery(() => database.carried.toArray(), [database]) ?? [];
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
