/** Composition root of the no-app page: a page of its own, without the app, its store or its service worker. [FORM1] */
import { decodeFormLink } from "@tomoshibi/shared/entry/form-link.ts";
import { sealForm } from "@tomoshibi/shared/entry/form.ts";
import { type Form, encodeForm } from "@tomoshibi/shared/records/form-wire.ts";
import { createI18n, loadMessages, translator } from "../i18n/i18n.ts";
import { formPageMessages } from "../i18n/ja/form-page.ts";
import { readLanguage } from "../i18n/language.ts";
import "../styles/tokens.css";
import "../styles/base.css";
import { type FormPage, openFormPage } from "./form-page.ts";
import "./form-page.css";
import { type Delivery, type RunningDelivery, deliver } from "./hand-in.ts";

const i18n = createI18n();
let language = readLanguage(navigator.languages);
const link = decodeFormLink(location.hash.slice(1));
const random = { bytes: (length: number) => crypto.getRandomValues(new Uint8Array(length)) };
const handInPorts = {
  fetch: (url: string, init: RequestInit) => fetch(url, init),
  // Whoever served the page is asked, and nobody else. [FORM2]
  relayUrl: location.origin,
  setTimer(ms: number, fire: () => void) {
    const timer = setTimeout(fire, ms);
    return () => clearTimeout(timer);
  },
};

const opened = open();

async function open(): Promise<FormPage> {
  await loadMessages(i18n, formPageMessages, language);
  document.documentElement.lang = language;
  const ports = {
    link,
    isSecure: isSecureContext,
    nowMs: Date.now,
    send,
    switchLanguage: () => void switchLanguage(),
  };
  return openFormPage(ports, translator(i18n, formPageMessages, language));
}

function send(form: Form, show: (delivery: Delivery) => void): RunningDelivery {
  if (link === undefined) throw new Error("Broken invariant: sending to no association");
  const { association, key } = link;
  const sealed = sealForm({ random }, association, key, encodeForm(form));
  return deliver(handInPorts, { association, ...sealed }, show);
}

/** Not remembered: whoever comes next to a shared device is to find it as it was. */
async function switchLanguage(): Promise<void> {
  const page = await opened;
  language = language === "ja" ? "en" : "ja";
  await loadMessages(i18n, formPageMessages, language);
  document.documentElement.lang = language;
  page.setTexts(translator(i18n, formPageMessages, language));
}

// Another code scanned in this tab changes nothing but what follows the #.
window.addEventListener("hashchange", () => location.reload());
window.addEventListener("online", () => void opened.then((page) => page.tryNow()));
void opened.then((page) =>
  window.addEventListener("beforeunload", (event) => {
    if (page.isUnsent()) event.preventDefault();
  }),
);
