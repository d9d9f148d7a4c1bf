/** Asks about a household that is to be taken off, and says afterwards what was done. */
import { type ReactElement, useState } from "react";
import type { HouseholdView } from "../../engine/api.ts";
import { leavingMessages } from "../../i18n/ja/leaving.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { Notice } from "../../ui/surface.tsx";
import { EndHouseholdDialog } from "./end-household-dialog.tsx";

/** The way to ask, and what stands on the screen for it. */
export interface Ending {
  readonly end: (household: HouseholdView) => void;
  readonly shown: ReactElement;
}

/** Keeps whom the question is about, and who was taken off last. */
export function useEnding(): Ending {
  const [asked, ask] = useState<HouseholdView>();
  const [ended, setEnded] = useState<HouseholdView>();
  const shown = (
    <>
      {ended !== undefined && <EndedNotice household={ended} />}
      {asked !== undefined && (
        <EndHouseholdDialog
          household={asked}
          onClose={() => ask(undefined)}
          onEnded={() => {
            setEnded(asked);
            ask(undefined);
          }}
        />
      )}
    </>
  );
  return { end: ask, shown };
}

/** What was done, and how far it has come. */
function EndedNotice({ household }: { readonly household: HouseholdView }): ReactElement {
  const t = useMessages(leavingMessages);
  const { mark, name } = household;
  return (
    <Notice tone="done" title={t("done", { mark, name })}>
      <p>{t("doneNext")}</p>
    </Notice>
  );
}
