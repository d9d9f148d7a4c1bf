/** The cards as they come out of the printer: A6, or four on an A4 with marks to cut along. */
import type { ReactElement } from "react";
import type { InviteCard } from "../../engine/api.ts";
import { cardsMessages } from "../../i18n/ja/cards.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { classNames } from "../../ui/class-names.ts";
import { drawQr } from "./qr-path.ts";

/** a6: one card a sheet; a4: four. */
export type CardSize = "a6" | "a4";

/** `address`: where residents open the app, as they type it. */
export function CardSheet({
  cards,
  size,
  address,
}: {
  readonly cards: readonly InviteCard[];
  readonly size: CardSize;
  readonly address: string;
}): ReactElement {
  return (
    <div className={classNames("card-sheet", `card-sheet-${size}`)}>
      {cards.map((card) => (
        <PaperCard key={card.household} card={card} address={address} />
      ))}
    </div>
  );
}

function PaperCard({
  card,
  address,
}: {
  readonly card: InviteCard;
  readonly address: string;
}): ReactElement {
  const t = useMessages(cardsMessages);
  const qr = drawQr(card.qrText);
  return (
    <article className="paper-card">
      <header>
        <p className="paper-card-title">{t("cardTitle", { association: card.associationName })}</p>
        <p className="paper-card-mark">{card.mark}</p>
      </header>
      <div className="paper-card-body">
        <ol>
          <li>{t("step1", { address })}</li>
          <li>{t("step2")}</li>
          <li>{t("step3")}</li>
        </ol>
        <svg
          viewBox={`0 0 ${qr.size} ${qr.size}`}
          role="img"
          aria-label={t("qrLabel", { mark: card.mark })}
        >
          <path d={qr.path} />
        </svg>
      </div>
      <p className="paper-card-code">
        <span>{t("code")}</span> <strong data-testid="invite-code">{card.code}</strong>
      </p>
      <p className="paper-card-keep">{t("keep")}</p>
    </article>
  );
}
