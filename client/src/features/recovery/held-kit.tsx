/**
 * A kit that was made, above the lock: two minutes in which nobody touches the screen, as while three sheets are printed, hide it, and
 * lose no code. Whoever leaves before saying that it was printed is asked first: sheets of two kits do not go together. [KEY4]
 */
import { createContext, type ReactElement, type ReactNode, use, useMemo, useState } from "react";
import type { RecoveryKit } from "../../engine/api.ts";
import { recoveryMessages } from "../../i18n/ja/recovery.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { LeaveDialog } from "../../screen/leave-dialog.tsx";
import { useLeaveGuard } from "../../screen/leave-guard.ts";

/** The kit, undefined where none is at hand, and what sets it. */
export type HeldKit = readonly [RecoveryKit | undefined, (kit: RecoveryKit | undefined) => void];

const KitContext = createContext<HeldKit | undefined>(undefined);

/** Holds it for the screen below, also while that is hidden. In memory alone. */
export function HoldsKit({ children }: { readonly children: ReactNode }): ReactElement {
  const t = useMessages(recoveryMessages);
  const [kit, setKit] = useState<RecoveryKit>();
  const guard = useLeaveGuard(kit !== undefined, "/desk");
  const held = useMemo<HeldKit>(() => [kit, setKit], [kit]);
  return (
    <KitContext value={held}>
      {children}
      <LeaveDialog guard={guard} title={t("unprinted")} stay={t("stay")} goOn={t("goOn")}>
        {t("unprintedWhy")}
      </LeaveDialog>
    </KitContext>
  );
}

/** The kit in hand, as `useState` gives it. */
export function useHeldKit(): HeldKit {
  const held = use(KitContext);
  if (held === undefined) throw new Error("Broken invariant: a kit outside HoldsKit");
  return held;
}
