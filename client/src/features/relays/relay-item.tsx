/** One relay of the list, with what is known of it in plain words. */
import { type ReactElement, useEffect, useState } from "react";
import type { RelayState } from "../../engine/api.ts";
import { relaysMessages } from "../../i18n/ja/relays.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { useReplica } from "../../screen/replica-context.tsx";
import { Button } from "../../ui/button.tsx";
import { Soft } from "../../ui/surface.tsx";

/** Whether a relay answers now, as far as it was asked. */
type Reached = "checking" | "reached" | "notReached" | "otherKey";

/** A relay. The app's own cannot be ended here: the app came from it. */
export function RelayItem({
  relay,
  onStop,
}: {
  readonly relay: RelayState;
  readonly onStop: () => void;
}): ReactElement {
  const t = useMessages(relaysMessages);
  return (
    <li>
      <h3>{relay.address}</h3>
      {relay.isOwn && <Soft>{t("own")}</Soft>}
      <ReachedPart relay={relay} />
      {relay.fingerprint !== "" && (
        <p>
          {t("fingerprint")} <code>{relay.fingerprint}</code>
        </p>
      )}
      {!relay.isOwn && (
        <Button kind="danger" aria-label={`${relay.address} ${t("stop")}`} onClick={onStop}>
          {t("stop")}
        </Button>
      )}
    </li>
  );
}

/** Asked when the list is opened: a relay may be silent for weeks without anybody noticing, as long as another one answers. */
function ReachedPart({ relay }: { readonly relay: RelayState }): ReactElement {
  const { engine } = useReplica();
  const { address, relayKey } = relay;
  const [reached, setReached] = useState<Reached>("checking");
  useEffect(() => {
    let isCurrent = true;
    void engine.lookAtRelay(address).then((found) => {
      if (!isCurrent) return;
      if (!found.ok) setReached("notReached");
      else setReached(["", found.value.relayKey].includes(relayKey) ? "reached" : "otherKey");
    });
    return () => {
      isCurrent = false;
    };
  }, [engine, address, relayKey]);
  return <ReachedText relay={relay} reached={reached} />;
}

function ReachedText({
  relay: { isUsed, lastReachedAtMs },
  reached,
}: {
  readonly relay: RelayState;
  readonly reached: Reached;
}): ReactElement {
  const t = useMessages(relaysMessages);
  const formats = useFormats();
  const { nowMs } = useReplica();
  const [shownAtMs] = useState(nowMs);
  const last = lastReachedAtMs === undefined ? undefined : formats.dateTime(lastReachedAtMs);
  return (
    <>
      {!isUsed && <p>{t("notUsed")}</p>}
      <p role="status">
        {reached === "reached"
          ? t("reached", { at: formats.dateTime(shownAtMs) })
          : t(reached === "checking" ? "checking" : reached)}
      </p>
      {reached === "notReached" && (
        <Soft>{last === undefined ? t("neverReached") : t("lastReached", { at: last })}</Soft>
      )}
    </>
  );
}
