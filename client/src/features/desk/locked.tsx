/** Puts the lock before every officers' screen that shows names; the check-in is never behind it. */
import { type ComponentType, createContext, type ReactElement, use } from "react";
import { AppPage } from "../../screen/app-page.tsx";
import { HiddenBoard } from "./hidden-board.tsx";
import { useScreenLock } from "./use-screen-lock.ts";

const HideContext = createContext<() => void>(() => undefined);

/** Wraps a screen: while the desk is hidden, the question for the PIN stands in its place. */
export function locked(Screen: ComponentType): ComponentType {
  return function Locked(): ReactElement {
    const lock = useScreenLock();
    if (lock.isHidden === undefined) return <AppPage backHref="/">{null}</AppPage>;
    if (lock.isHidden) return <HiddenBoard lock={lock} />;
    return (
      <HideContext value={lock.hide}>
        <Screen />
      </HideContext>
    );
  };
}

/** 画面をかくす. */
export function useHide(): () => void {
  return use(HideContext);
}
