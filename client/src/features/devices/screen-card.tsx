/** A new card on the screen of an officer or of the group's leader, for a household that stands there: no printer, no paper. [MEM6] */
import { type ReactElement, useState } from "react";
import type { EngineFailure, InviteCard } from "../../engine/api.ts";
import { devicesMessages } from "../../i18n/ja/devices.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { failureText } from "../../screen/failure-text.ts";
import { useReplica } from "../../screen/replica-context.tsx";
import { Button } from "../../ui/button.tsx";
import { Dialog, Notice } from "../../ui/surface.tsx";
import { drawQr } from "../cards/qr-path.ts";

/** Made when asked for, for an officer's ends the older card; its code is in this component's memory only. */
export function ScreenCard({
  household,
  mark,
  isByLeader = false,
  onClose,
}: {
  readonly household: number;
  readonly mark: string;
  readonly isByLeader?: boolean;
  readonly onClose: () => void;
}): ReactElement {
  const t = useMessages(devicesMessages);
  const shell = useMessages(shellMessages);
  const { engine } = useReplica();
  const [card, setCard] = useState<InviteCard>();
  const [isWorking, setIsWorking] = useState(false);
  const [failure, setFailure] = useState<EngineFailure>();
  const make = async (): Promise<void> => {
    setIsWorking(true);
    setFailure(undefined);
    const made = await engine.makeInviteCards([household]);
    setIsWorking(false);
    if (made.ok) setCard(made.value[0]);
    else setFailure(made.error);
  };
  return (
    <Dialog
      title={t("cardTitle", { mark })}
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t(card === undefined ? "cancel" : "close")}</Button>
          {card === undefined && (
            <Button kind="primary" disabled={isWorking} onClick={() => void make()}>
              {t("showCard")}
            </Button>
          )}
        </>
      }
    >
      {card === undefined ? (
        <p>{t(isByLeader ? "cardAskLeader" : "cardAsk")}</p>
      ) : (
        <ShownCard card={card} />
      )}
      {isWorking && <Notice title={t("working")} />}
      {failure !== undefined && <Notice tone="error" title={failureText(shell, failure)} />}
    </Dialog>
  );
}

function ShownCard({ card }: { readonly card: InviteCard }): ReactElement {
  const t = useMessages(devicesMessages);
  const qr = drawQr(card.qrText);
  return (
    <div className="screen-card">
      <p>{t("cardHow", { address: location.host })}</p>
      <svg
        viewBox={`0 0 ${qr.size} ${qr.size}`}
        role="img"
        aria-label={t("qrLabel", { mark: card.mark })}
      >
        <path d={qr.path} />
      </svg>
      <p className="screen-card-code">{card.code}</p>
    </div>
  );
}
