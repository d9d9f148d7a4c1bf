/** Composition root of the screen side: makes the replica, the texts and the updates, and draws the first screen. */
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app/app.tsx";
import { createI18n, loadMessages } from "./i18n/i18n.ts";
import { shellMessages } from "./i18n/ja/shell.ts";
import { readLanguage } from "./i18n/language.ts";
import { I18nProvider } from "./i18n/use-messages.tsx";
import { replicaAddress } from "./screen/address.ts";
import { mainStore } from "./screen/main-store.ts";
import { openReplica } from "./screen/replica-context.tsx";
import { linkUpdates, UpdatesProvider } from "./screen/updates-context.tsx";
import { webStorage } from "./screen/web-storage.ts";
import "./styles/tokens.css";
import "./styles/base.css";

const language = readLanguage(navigator.languages);
const i18n = createI18n();
const address = replicaAddress(location.pathname, mainStore(webStorage()));
const replica =
  address &&
  openReplica(address, async () => {
    const { startEngine } = await import("./engine/start-engine.ts");
    return startEngine(address.replica);
  });
const updates = linkUpdates(async () => {
  const { startUpdates } = await import("./start-updates.ts");
  return startUpdates(replica?.database);
});
document.documentElement.lang = language;

const texts = loadMessages(i18n, shellMessages, language);
if (texts === undefined) draw();
else void texts.then(draw);

function draw(): void {
  const root = document.getElementById("root");
  if (root === null) throw new Error("Broken invariant: index.html has no #root");
  createRoot(root).render(
    <StrictMode>
      <I18nProvider i18n={i18n} initialLanguage={language}>
        <UpdatesProvider updates={updates}>
          <App replica={replica} />
        </UpdatesProvider>
      </I18nProvider>
    </StrictMode>,
  );
}
