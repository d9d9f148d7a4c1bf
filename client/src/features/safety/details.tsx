/** ひとこと書く, いまの場所を知らせる: one level down; each saves a new report that takes the place of the one before. */
import { COMMENT_MAX, type Place } from "@tomoshibi/shared/records/record.ts";
import { type FormEvent, type ReactElement, useState } from "react";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { Button } from "../../ui/button.tsx";
import { TextArea } from "../../ui/field.tsx";
import { Disclosure, Notice, Soft, Stack } from "../../ui/surface.tsx";
import type { ReportChange } from "./compose-report.ts";

type OnChange = (change: ReportChange) => Promise<boolean>;

/** A few words for the officers. */
export function CommentPart({
  comment,
  onChange,
}: {
  readonly comment: string;
  readonly onChange: OnChange;
}): ReactElement {
  const t = useMessages(shellMessages);
  const [text, setText] = useState(comment);
  const save = (event: FormEvent): void => {
    event.preventDefault();
    void onChange({ comment: text });
  };
  return (
    <>
      {comment !== "" && <p>{t("commentSaved", { comment })}</p>}
      <Disclosure summary={t("comment")}>
        <form onSubmit={save}>
          <Stack>
            <TextArea
              label={t("commentLabel")}
              hint={t("commentHint", { count: COMMENT_MAX })}
              maxLength={COMMENT_MAX}
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
            <Button kind="primary" type="submit" isWide>
              {t("commentSave")}
            </Button>
          </Stack>
        </form>
      </Disclosure>
    </>
  );
}

/** The place, asked of the device only after the tap. */
export function PlacePart({
  place,
  onChange,
}: {
  readonly place: Place | undefined;
  readonly onChange: OnChange;
}): ReactElement {
  const t = useMessages(shellMessages);
  const [state, setState] = useState<"idle" | "asking" | "failed">("idle");
  const ask = async (): Promise<void> => {
    setState("asking");
    const found = await currentPlace();
    setState(found === undefined ? "failed" : "idle");
    if (found !== undefined) await onChange({ place: found });
  };
  return (
    <>
      <Button icon="place" isWide onClick={() => void ask()}>
        {t("place")}
      </Button>
      <Soft>{t("placeHint")}</Soft>
      {state === "asking" && <Notice title={t("placeWait")} />}
      {state === "failed" && <Notice tone="caution" title={t("placeFailed")} />}
      {place !== undefined && state === "idle" && (
        <Notice title={t("placeSaved", { metres: Math.round(place.accuracyM) })} />
      )}
    </>
  );
}

/** How long a device may search for itself: satellites without a network take their time. */
const PLACE_TIMEOUT_MS = 60_000;

function currentPlace(): Promise<Place | undefined> {
  return new Promise((resolve) => {
    if (!("geolocation" in navigator)) return resolve(undefined);
    navigator.geolocation.getCurrentPosition(
      ({ coords: { latitude, longitude, accuracy } }) =>
        resolve({ latitude, longitude, accuracyM: accuracy }),
      () => resolve(undefined),
      { enableHighAccuracy: true, timeout: PLACE_TIMEOUT_MS, maximumAge: PLACE_TIMEOUT_MS },
    );
  });
}
