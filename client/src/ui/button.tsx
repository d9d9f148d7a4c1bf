/** Buttons and links that look like them: targets of 48 px and more, the three answers of 100 px and more. */
import type { ComponentPropsWithRef, ReactElement, ReactNode } from "react";
import { Link as RouterLink } from "wouter";
import { classNames } from "./class-names.ts";
import { Icon, type IconName } from "./icons.tsx";
import "./button.css";

/**
 * primary: the one thing to do here; secondary: other things; plain: rarely; danger: takes something away; ink: stands out
 * without asking to be pressed.
 */
export type ButtonKind = "primary" | "secondary" | "plain" | "danger" | "ink";

interface ButtonLook {
  readonly kind?: ButtonKind;
  readonly icon?: IconName;
  /** As wide as its column: on phones. */
  readonly isWide?: boolean;
  readonly isLarge?: boolean;
}

/** A button. `type` is "button" unless said otherwise: forms name their submit button. */
export function Button({
  kind = "secondary",
  icon,
  isWide = false,
  isLarge = false,
  children,
  type = "button",
  ...rest
}: ButtonLook & Omit<ComponentPropsWithRef<"button">, "className" | "style">): ReactElement {
  return (
    // The type is one of the three that HTML knows: see the default above.
    <button type={type} className={look({ kind, isWide, isLarge })} {...rest}>
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

/** A link within the app. Without `kind` it is underlined text. */
export function Link({
  href,
  kind = "plain",
  icon,
  isWide = false,
  isLarge = false,
  children,
}: ButtonLook & { readonly href: string; readonly children: ReactNode }): ReactElement {
  return (
    <RouterLink href={href} className={look({ kind, isWide, isLarge })}>
      {icon && <Icon name={icon} />}
      {children}
    </RouterLink>
  );
}

/** A link that leaves the app: a telephone number. */
export function OutsideLink({
  href,
  kind = "plain",
  icon,
  isWide = false,
  isLarge = false,
  children,
}: ButtonLook & { readonly href: string; readonly children: ReactNode }): ReactElement {
  return (
    <a href={href} className={look({ kind, isWide, isLarge })}>
      {icon && <Icon name={icon} />}
      {children}
    </a>
  );
}

/** Which of the three answers a button gives: its colour and shape. */
export type AnswerTone = "safe" | "contact" | "help";

/** The shape that goes with an answer, everywhere. */
export const ANSWER_ICONS = {
  safe: "tick",
  contact: "phone",
  help: "triangle",
} as const satisfies Record<AnswerTone, IconName>;

/** One of the three answers: a word, a shape and a colour. */
export function AnswerButton({
  tone,
  onClick,
  children,
}: {
  readonly tone: AnswerTone;
  readonly onClick: () => void;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <button
      type="button"
      className={classNames("answer-button", `answer-${tone}`)}
      onClick={onClick}
    >
      <Icon name={ANSWER_ICONS[tone]} />
      {children}
    </button>
  );
}

function look({
  kind,
  isWide,
  isLarge,
}: {
  kind: ButtonKind;
  isWide: boolean;
  isLarge: boolean;
}): string {
  return classNames("button", `button-${kind}`, isWide && "button-wide", isLarge && "button-large");
}
