/** The frame of a screen: header, main part, tab bar. */
import { type ReactElement, type ReactNode, useLayoutEffect } from "react";
import { Link as RouterLink } from "wouter";
import { classNames } from "./class-names.ts";
import { Icon, type IconName } from "./icons.tsx";
import "./page.css";

/** light: peace, offices, print; dark: an incident on a resident's screen (battery, night). */
export type Theme = "light" | "dark";

/** A whole screen. Sets the document's theme while it is shown. */
export function Page({
  theme = "light",
  isWide = false,
  header,
  banner,
  tabs,
  children,
}: {
  readonly theme?: Theme;
  /** For tables: uses the width of a laptop. */
  readonly isWide?: boolean;
  readonly header: ReactNode;
  /** デモです and the like: above everything. */
  readonly banner?: ReactNode;
  readonly tabs?: ReactNode;
  readonly children: ReactNode;
}): ReactElement {
  useLayoutEffect(() => {
    document.documentElement.dataset["theme"] = theme;
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

/** The top of a screen: what it belongs to on the left, the truth about the network on the right. */
export function Header({
  title,
  back,
  aside,
}: {
  readonly title: ReactNode;
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
          {title}
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

/** The three places of the app. */
export function TabBar({
  label,
  tabs,
}: {
  readonly label: string;
  readonly tabs: readonly Tab[];
}): ReactElement {
  return (
    <nav className="tab-bar" aria-label={label}>
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
