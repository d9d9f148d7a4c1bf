/** What is true now: states, the network, real or drill, where a report is. Each a word and a shape; colour comes last. */
import type { ReactElement, ReactNode } from "react";
import { classNames } from "./class-names.ts";
import { Icon, type IconName } from "./icons.tsx";
import "./status.css";

/** The states a household can be in, and 要確認 which can stand beside any of them. */
export type StatusTone =
  | "help"
  | "contact"
  | "unread"
  | "noApp"
  | "read"
  | "partlySafe"
  | "safe"
  | "needsCheck";

const STATUS_ICONS: Partial<Record<StatusTone, IconName>> = {
  help: "triangle",
  contact: "phone",
  partlySafe: "tick",
  safe: "tick",
};

/** A state: filled with a tick, bordered with a telephone, a triangle, dashed, empty … and its word. */
export function StatusTag({
  state,
  children,
}: {
  readonly state: StatusTone;
  readonly children: ReactNode;
}): ReactElement {
  const icon = STATUS_ICONS[state];
  return (
    <span className={classNames("status-tag", `status-${state}`)}>
      {icon && <Icon name={icon} />}
      {children}
    </span>
  );
}

/** How the replica stands to its relay. */
export type NetworkState = "unknown" | "connected" | "offline";

/** The chip at the top right of every screen. */
export function NetworkChip({
  state,
  children,
}: {
  readonly state: NetworkState;
  readonly children: ReactNode;
}): ReactElement {
  return <output className={classNames("network-chip", `network-${state}`)}>{children}</output>;
}

/** 本番 or 訓練, filled, before a title. */
export function ModeLabel({
  mode,
  children,
}: {
  readonly mode: "real" | "drill";
  readonly children: ReactNode;
}): ReactElement {
  return <span className={classNames("mode-label", `mode-${mode}`)}>{children}</span>;
}

/** 新しい, before the title of what was not read yet. */
export function NewLabel({ children }: { readonly children: ReactNode }): ReactElement {
  return <span className="new-label">{children}</span>;
}

/** A step of a {@link Ladder}. */
export interface LadderStep {
  readonly label: string;
  readonly detail?: string | undefined;
  readonly time?: string | undefined;
  readonly isDone: boolean;
}

/** Where a report is, step by step; what is not true yet stays hollow. */
export function Ladder({ steps }: { readonly steps: readonly LadderStep[] }): ReactElement {
  return (
    <ol className="ladder" aria-live="polite">
      {steps.map((step) => (
        <li
          key={step.label}
          className={classNames("ladder-step", step.isDone ? "ladder-done" : "ladder-open")}
        >
          <span className="ladder-mark">{step.isDone && <Icon name="tick" />}</span>
          <div>
            <div className="ladder-head">
              <p className="ladder-label">{step.label}</p>
              {step.time !== undefined && <p className="ladder-detail">{step.time}</p>}
            </div>
            {step.detail !== undefined && <p className="ladder-detail">{step.detail}</p>}
          </div>
        </li>
      ))}
    </ol>
  );
}
