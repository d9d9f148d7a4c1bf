/** On top of the desk: reports of stopped devices that nobody has taken over or set aside. [MEM5] */
import type { ReactElement } from "react";
import { callsMessages } from "../../i18n/ja/calls.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { Link } from "../../ui/button.tsx";
import { StatusTag } from "../../ui/status.tsx";
import { Notice } from "../../ui/surface.tsx";
import { useHeldReports } from "./use-held-reports.ts";

/** Nothing while none waits. */
export function HeldNotice(): ReactElement | null {
  const t = useMessages(callsMessages);
  const waiting =
    useHeldReports()?.filter(({ isAdopted, isAside }) => !isAdopted && !isAside) ?? [];
  if (waiting.length === 0) return null;
  const help = waiting.filter(({ subjects }) => subjects.some(({ status }) => status === "help"));
  return (
    <Notice tone="caution" title={t("held", { count: waiting.length })}>
      {help.length > 0 && (
        <p>
          <StatusTag state="help">{t("heldHelp", { count: help.length })}</StatusTag>
        </p>
      )}
      <Link href="/held" kind="secondary">
        {t("toHeld")}
      </Link>
    </Notice>
  );
}
