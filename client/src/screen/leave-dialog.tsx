/** The question of {@link useLeaveGuard}, in the words of the screen that asks. */
import type { ReactElement, ReactNode } from "react";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/surface.tsx";
import type { LeaveGuard } from "./leave-guard.ts";

/** The dialog. `children`: what goes with the screen. */
export function LeaveDialog({
  guard,
  title,
  stay,
  goOn,
  children,
}: {
  readonly guard: LeaveGuard;
  readonly title: string;
  readonly stay: string;
  readonly goOn: string;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <Dialog
      title={title}
      isOpen={guard.isAsking}
      onClose={guard.stay}
      actions={
        <>
          <Button onClick={guard.stay}>{stay}</Button>
          <Button kind="danger" onClick={guard.goOn}>
            {goOn}
          </Button>
        </>
      }
    >
      <p>{children}</p>
    </Dialog>
  );
}
