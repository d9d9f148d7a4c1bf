/** Composition root of the screen side: makes the replica and the texts, and draws the first screen. */
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { replicaAddress } from "./screen/address.ts";
import { App } from "./app/app.tsx";
import { openReplica } from "./screen/replica-context.tsx";
import { createI18n, registerMessages } from "./i18n/i18n.ts";
import { shellMessages } from "./i18n/ja/shell.ts";
import { readLanguage } from "./i18n/language.ts";
import { I18nProvider } from "./i18n/use-messages.tsx";
import "./styles/tokens.css";
import "./styles/base.css";

const language = readLanguage(navigator.languages);
const i18n = createI18n();
const address = replicaAddress(location.pathname);
const replica =
  address &&
  openReplica(address, async () => {
    const { startEngine } = await import("./engine/start-engine.ts");
    return startEngine(address.replica);
  });
document.documentElement.lang = language;

const texts = registerMessages(i18n, shellMessages, language);
if (texts === undefined) draw();
else void texts.then(draw);

function draw(): void {
  const root = document.getElementById("root");
  if (root === null) throw new Error("Broken invariant: index.html has no #root");
  createRoot(root).render(
    <StrictMode>
      <I18nProvider instance={i18n} initialLanguage={language}>
        <App replica={replica} />
      </I18nProvider>
    </StrictMode>,
  );
}
