/**
 * Cards that were made, above the lock: two minutes in which nobody touches the screen hide it, and lose no code. They are in
 * memory alone, and leave with the page; whoever is about to leave before they were printed is asked first.
 */
import { createContext, type ReactElement, type ReactNode, use, useEffect, useState } from "react";
import type { InviteCard } from "../../engine/api.ts";
import { cardsMessages } from "../../i18n/ja/cards.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { LeaveDialog } from "../../screen/leave-dialog.tsx";
import { type LeaveGuard, useLeaveGuard } from "../../screen/leave-guard.ts";

/** What was made, and what is being made. */
interface Made {
  /** Cards that are being made now. */
  readonly working: number;
  readonly cards: readonly InviteCard[];
  /** A printer was asked for: nobody can tell whether it printed. */
  readonly isPrinted: boolean;
}

const NOTHING: Made = { working: 0, cards: [], isPrinted: false };

/** The cards as the screen below uses them. */
export interface HeldCards extends Made {
  readonly guard: LeaveGuard;
  /** The codes of the cards before are gone with this. */
  readonly begin: (count: number) => void;
  /** undefined: none could be made, and those before are still there. */
  readonly finish: (cards: readonly InviteCard[] | undefined) => void;
  readonly print: () => void;
}

const CardsContext = createContext<HeldCards | undefined>(undefined);

/** Holds them for the screen below, also while that is hidden. */
export function HoldsCards({ children }: { readonly children: ReactNode }): ReactElement {
  const [made, setMade] = useState(NOTHING);
  const isAtRisk = made.working > 0 || (made.cards.length > 0 && !made.isPrinted);
  const guard = useLeaveGuard(isAtRisk, "/roster");
  useEffect(() => {
    // Whoever prints from the browser's menu has printed too.
    const printed = (): void => setMade((now) => ({ ...now, isPrinted: true }));
    addEventListener("beforeprint", printed);
    return () => removeEventListener("beforeprint", printed);
  }, []);
  const held: HeldCards = {
    ...{ ...made, guard },
    begin: (working) => setMade((now) => ({ ...now, working })),
    finish: (cards) => setMade((now) => (cards ? { ...NOTHING, cards } : { ...now, working: 0 })),
    print: () => {
      setMade((now) => ({ ...now, isPrinted: true }));
      window.print();
    },
  };
  return (
    <CardsContext value={held}>
      {children}
      <UnprintedDialog guard={guard} count={made.working || made.cards.length} />
    </CardsContext>
  );
}

/** The cards in hand. */
export function useHeldCards(): HeldCards {
  const held = use(CardsContext);
  if (held === undefined) throw new Error("Broken invariant: cards outside HoldsCards");
  return held;
}

function UnprintedDialog({
  guard,
  count,
}: {
  readonly guard: LeaveGuard;
  readonly count: number;
}): ReactElement {
  const t = useMessages(cardsMessages);
  return (
    <LeaveDialog guard={guard} title={t("unprinted")} stay={t("stay")} goOn={t("goOn")}>
      {t("unprintedWhy", { count })}
    </LeaveDialog>
  );
}
