/** Puts the lock before every officers' screen that shows names; the check-in is never behind it. */
import { type ComponentType, createContext, type ReactElement, use } from "react";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { AppPage } from "../../screen/app-page.tsx";
import { Button } from "../../ui/button.tsx";
import { Notice } from "../../ui/surface.tsx";
import { HiddenBoard } from "./hidden-board.tsx";
import { type ScreenLock, useScreenLock } from "./use-screen-lock.ts";

const LockContext = createContext<ScreenLock | undefined>(undefined);

/** Wraps a screen: while the desk is hidden, the question for the PIN stands in its place. `hidesWithoutPin`: see screen-lock.ts. */
export function locked(
  Screen: ComponentType,
  { hidesWithoutPin = false }: { readonly hidesWithoutPin?: boolean } = {},
): ComponentType {
  return function Locked(): ReactElement {
    const lock = useScreenLock(hidesWithoutPin);
    // Without もどる: who taps it in this moment means the screen that is coming, whose way back is another.
    if (lock.isHidden === undefined) return <AppPage>{null}</AppPage>;
    if (lock.isHidden) return <HiddenBoard lock={lock} />;
    return (
      <LockContext value={lock}>
        <Screen />
      </LockContext>
    );
  };
}

/** 画面をかくす. */
export function useHide(): () => void {
  const lock = use(LockContext);
  return () => lock?.hide();
}

/** Says that a forgotten PIN was replaced, so that an officer who did not do it learns of it. */
export function PinReplaced(): ReactElement | null {
  const t = useMessages(deskMessages);
  const formats = useFormats();
  const lock = use(LockContext);
  if (lock?.replacedAtMs === undefined) return null;
  return (
    <Notice
      tone="caution"
      title={t("lock.replaced", { time: formats.dateTime(lock.replacedAtMs) })}
    >
      <Button onClick={lock.dismissReplaced}>{t("household.close")}</Button>
    </Notice>
  );
}
