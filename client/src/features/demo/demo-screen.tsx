/** デモ町会: a resident and an officer, each a real replica of its own in a frame of its own. Opens no database itself. */
import { type ReactElement, useState } from "react";
import { demoMessages } from "../../i18n/ja/demo.ts";
import { shellMessages } from "../../i18n/ja/shell.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { OutsideLink } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { Choice } from "../../ui/field.tsx";
import "./demo.css";

type View = "resident" | "officer";

/** Side by side on a wide screen; one at a time, with a switch, on a phone. */
export function DemoScreen(): ReactElement {
  const t = useMessages(demoMessages);
  const tShell = useMessages(shellMessages);
  const [view, setView] = useState<View>("resident");
  return (
    <div className="demo">
      <header className="demo-header">
        <h1 className="demo-title">{tShell("demo")}</h1>
        <div className="demo-switch">
          <Choice
            legend={t("view")}
            isRow
            value={view}
            onChange={setView}
            options={[
              { value: "resident", label: t("resident") },
              { value: "officer", label: t("officer") },
            ]}
          />
        </div>
        <OutsideLink href="/">{t("leave")}</OutsideLink>
      </header>
      <main className="demo-frames">
        <Frame isShown={view === "resident"} src="/demo/resident" title={t("residentView")} />
        <Frame isShown={view === "officer"} src="/demo/officer" title={t("officerView")} />
      </main>
    </div>
  );
}

function Frame({
  isShown,
  src,
  title,
}: {
  readonly isShown: boolean;
  readonly src: string;
  readonly title: string;
}): ReactElement {
  return (
    <section className={classNames("demo-view", !isShown && "demo-view-other")}>
      <h2 className="demo-view-title">{title}</h2>
      <iframe
        className="demo-frame"
        src={src}
        title={title}
        allow="camera; geolocation; clipboard-write"
      />
    </section>
  );
}
