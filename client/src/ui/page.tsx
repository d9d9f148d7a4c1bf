/** The frame of a screen: header, main part, tab bar. */
import { type ReactElement, type ReactNode, useLayoutEffect } from "react";
import { Link as RouterLink } from "wouter";
import { classNames } from "./class-names.ts";
import { Icon, type IconName } from "./icons.tsx";
import "./page.css";

/** light: peace, offices, print; dark: an incident on a resident's screen (battery, night). */
export type Theme = "light" | "dark";

/** A whole screen. Sets the document's theme; "keep" while nobody knows yet which: a flash of white hurts at night. */
export function Page({
  theme = "light",
  isWide = false,
  header,
  banner,
  tabs,
  children,
}: {
  readonly theme?: Theme | "keep";
  /** For tables: uses the width of a laptop. */
  readonly isWide?: boolean;
  readonly header: ReactNode;
  /** デモです and the like: above everything. */
  readonly banner?: ReactNode;
  readonly tabs?: ReactNode;
  readonly children: ReactNode;
}): ReactElement {
  useLayoutEffect(() => {
    if (theme === "keep") return;
    const root = document.documentElement;
    root.dataset["theme"] = theme;
    // The bar around the page: a white one above a dark page dazzles at night.
    const colour = getComputedStyle(root).getPropertyValue("--page");
    document.querySelector("meta[name=theme-color]")?.setAttribute("content", colour);
  }, [theme]);
  return (
    <div className={classNames("page", isWide && "page-wide")}>
      {banner !== undefined && <aside className="page-banner">{banner}</aside>}
      {header}
      <main className="page-main">
        <div className="page-column">{children}</div>
      </main>
      {tabs}
    </div>
  );
}

/**
 * The top of a screen: what it belongs to on the left, the truth about the network on the right. A long name takes two lines
 * and then ends in dots, so that the header stays where it is.
 */
export function Header({
  title,
  label,
  back,
  aside,
}: {
  readonly title: ReactNode;
  /** 本番 or 訓練, before the title. */
  readonly label?: ReactNode;
  readonly back?: { readonly href: string; readonly label: string } | undefined;
  readonly aside?: ReactNode;
}): ReactElement {
  return (
    <header className="page-header">
      <div className="page-column">
        <div className="page-header-title">
          {back && (
            <RouterLink href={back.href} className="page-back">
              <Icon name="chevron" />
              {back.label}
            </RouterLink>
          )}
          {label}
          {title !== null && <span className="page-header-name">{title}</span>}
        </div>
        {aside}
      </div>
    </header>
  );
}

/** What belongs within reach of a thumb. */
export function Reach({ children }: { readonly children: ReactNode }): ReactElement {
  return <div className="page-reach">{children}</div>;
}

/** A tab of the {@link TabBar}. */
export interface Tab {
  readonly href: string;
  readonly label: string;
  readonly icon: IconName;
  readonly isCurrent: boolean;
}

/**
 * Where the tabs are. bottom: always at the lower end of the window; low: the same, but flat; last: flat, after all else, where
 * nothing may come between a thumb and the answers.
 */
export type TabPlace = "bottom" | "low" | "last";

/** The three places of the app. */
export function TabBar({
  label,
  place,
  tabs,
}: {
  readonly label: string;
  readonly place: TabPlace;
  readonly tabs: readonly Tab[];
}): ReactElement {
  return (
    <nav className={`tab-bar tab-bar-${place}`} aria-label={label}>
      <ul>
        {tabs.map((tab) => (
          <li key={tab.href}>
            <RouterLink
              href={tab.href}
              className="tab"
              aria-current={tab.isCurrent ? "page" : undefined}
            >
              <Icon name={tab.icon} />
              {tab.label}
            </RouterLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
