/** Surfaces that hold other things: cards, notices, stacks, what opens and closes. */
import { type ReactElement, type ReactNode, useId, useLayoutEffect, useRef } from "react";
import { Link as RouterLink } from "wouter";
import { classNames } from "./class-names.ts";
import { Icon, type IconName } from "./icons.tsx";
import "./surface.css";

/** A framed piece of a page. With `href` the whole card is the link. */
export function Card({
  href,
  title,
  detail,
  children,
}: {
  readonly href?: string;
  readonly title?: ReactNode;
  readonly detail?: ReactNode;
  readonly children?: ReactNode;
}): ReactElement {
  const content = (
    <>
      {title !== undefined && <div className="card-title">{title}</div>}
      {detail !== undefined && <div className="card-detail">{detail}</div>}
      {children}
    </>
  );
  if (href === undefined) return <div className="card">{content}</div>;
  return (
    <RouterLink href={href} className="card">
      {content}
    </RouterLink>
  );
}

/** Things below one another with even space. */
export function Stack({
  isClose = false,
  children,
}: {
  readonly isClose?: boolean;
  readonly children: ReactNode;
}): ReactElement {
  return <div className={classNames("stack", isClose && "stack-close")}>{children}</div>;
}

/** plain: to know; done: it worked; caution: to mind; error: it did not work. */
export type NoticeTone = "plain" | "done" | "caution" | "error";

const NOTICE_ICONS = {
  plain: "info",
  done: "tick",
  caution: "info",
  error: "triangle",
} as const satisfies Record<NoticeTone, IconName>;

/** Something a person should know. Errors are read out at once, the rest when there is a pause. */
export function Notice({
  tone = "plain",
  title,
  children,
}: {
  readonly tone?: NoticeTone;
  readonly title?: ReactNode;
  readonly children?: ReactNode;
}): ReactElement {
  return (
    <div
      className={classNames("notice", `notice-${tone}`)}
      role={tone === "error" ? "alert" : "status"}
    >
      <Icon name={NOTICE_ICONS[tone]} />
      <div className="notice-body">
        {title !== undefined && <p className="notice-title">{title}</p>}
        {children}
      </div>
    </div>
  );
}

/** Secondary text: never what a decision hangs on. */
export function Soft({ children }: { readonly children: ReactNode }): ReactElement {
  return <p className="soft">{children}</p>;
}

/** Text for screen readers only. */
export function VisuallyHidden({ children }: { readonly children: ReactNode }): ReactElement {
  return <span className="visually-hidden">{children}</span>;
}

/** One level down: closed until it is asked for. */
export function Disclosure({
  summary,
  isOpenAtFirst = false,
  children,
}: {
  readonly summary: ReactNode;
  readonly isOpenAtFirst?: boolean;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <details className="disclosure" open={isOpenAtFirst}>
      <summary>
        <span>{summary}</span>
        <Icon name="plus" />
      </summary>
      <div className="disclosure-body">{children}</div>
    </details>
  );
}

/** A question above the page (the browser's own dialog: it holds the focus and closes on Escape). Never on the way to "saved". */
export function Dialog({
  title,
  isOpen,
  onClose,
  actions,
  children,
}: {
  readonly title: string;
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly actions: ReactNode;
  readonly children?: ReactNode;
}): ReactElement {
  const ref = useRef<HTMLDialogElement>(null);
  const titleId = useId();
  useLayoutEffect(() => {
    const dialog = ref.current;
    if (isOpen && dialog && !dialog.open) dialog.showModal();
    if (!isOpen && dialog?.open) dialog.close();
  }, [isOpen]);
  // Browsers tell of a closing with the next frame: one that was opened again meanwhile stays.
  const closed = (): void => {
    if (ref.current?.open !== true) onClose();
  };
  return (
    <dialog ref={ref} className="dialog" aria-labelledby={titleId} onClose={closed}>
      {isOpen && (
        <>
          <Stack>
            <h2 id={titleId}>{title}</h2>
            {children}
          </Stack>
          <div className="dialog-actions">{actions}</div>
        </>
      )}
    </dialog>
  );
}
