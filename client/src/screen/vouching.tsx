/** 確認する: vouching for devices that joined by card, on whichever screen; what came of it is said in the row. [MEM7] [DEL2] */
import type { DeviceId } from "@tomoshibi/shared/base/ids.ts";
import { type ReactElement, useEffect, useRef, useState } from "react";
import type { DeviceView } from "../engine/api.ts";
import { vouchingMessages } from "../i18n/ja/vouching.ts";
import { useMessages } from "../i18n/use-messages.tsx";
import type { SaveFailure } from "./save-failure.tsx";
import { useSubmit } from "./use-submit.ts";

/** How vouching stands on one screen. */
export interface Vouching {
  readonly failure: SaveFailure | undefined;
  /** Vouched for on this screen, and saved: their rows stay where the view has nothing more to ask. */
  readonly isVouched: (device: DeviceId) => boolean;
  /** Whether its row takes the focus that its button had: the first of those vouched for last. */
  readonly takesFocus: (device: DeviceId) => boolean;
  /** Saves it; who is being vouched for already is passed over, so that a second tap does nothing. */
  readonly vouch: (devices: readonly Pick<DeviceView, "device">[]) => Promise<void>;
}

/** For a screen, or a row that outlives its button. */
export function useVouching(): Vouching {
  const { failure, save } = useSubmit();
  // Taps come faster than a screen is drawn.
  const begun = useRef(new Set<DeviceId>());
  const [vouched, setVouched] = useState<readonly DeviceId[]>([]);
  const [latest, setLatest] = useState<DeviceId>();
  return {
    failure,
    isVouched: (device) => vouched.includes(device),
    takesFocus: (device) => device === latest,
    vouch: async (of) => {
      const devices = of.map(({ device }) => device).filter((one) => !begun.current.has(one));
      if (devices.length === 0) return;
      for (const device of devices) begun.current.add(device);
      if (await save({ type: "confirmDevices", devices })) {
        setVouched((before) => [...before, ...devices]);
        setLatest(devices[0]);
        return;
      }
      for (const device of devices) begun.current.delete(device);
    },
  };
}

/** Whether a row is still to be shown: nobody vouched for the device, or somebody just did, here. */
export function isNewcomer(
  { device, isConfirmed, isRevoked }: DeviceView,
  { isVouched }: Pick<Vouching, "isVouched">,
): boolean {
  return !isRevoked && (!isConfirmed || isVouched(device));
}

/** In the place of the button. A keyboard and a reader stay in this row, with the next one after it. */
export function Vouched({ takesFocus }: { readonly takesFocus: boolean }): ReactElement {
  const t = useMessages(vouchingMessages);
  const text = useRef<HTMLElement>(null);
  useEffect(() => {
    if (takesFocus) text.current?.focus();
  }, [takesFocus]);
  return (
    <strong ref={text} tabIndex={-1}>
      {t("vouched")}
    </strong>
  );
}
