/**
 * The no-app page: fields, one button, and where the answer is. Plain DOM over form.html, for an old telephone on a bad line has
 * to load it. [FORM1]
 *
 * Invariants: whatever comes from the link or the person goes into the page as text; what was written is kept in the page only.
 */
import type { FormLink } from "@tomoshibi/shared/entry/form-link.ts";
import type { Form } from "@tomoshibi/shared/records/form-wire.ts";
import type { Translate } from "../i18n/messages.ts";
import type { formPageMessages } from "../i18n/ja/form-page.ts";
import { type Draft, type Missing, toForm } from "./draft.ts";
import type { Delivery, RunningDelivery } from "./hand-in.ts";

/** Gives the page's texts. */
export type FormTexts = Translate<typeof formPageMessages.ja>;

/** A text without values in it, as form.html names them. */
type PlainText = Exclude<keyof typeof formPageMessages.ja, "said">;

/** What the page asks of the world. */
export interface FormPagePorts {
  /** undefined when the address says nothing of an association. */
  readonly link: FormLink | undefined;
  readonly isSecure: boolean;
  readonly nowMs: () => number;
  /** Seals a form and begins to hand it in. */
  readonly send: (form: Form, show: (delivery: Delivery) => void) => RunningDelivery;
  readonly switchLanguage: () => void;
}

/** The page as it stands. */
export interface FormPage {
  /** Puts all words in, in the language that is chosen now. */
  setTexts(texts: FormTexts): void;
  /** Something was written that has not reached the relay. */
  isUnsent(): boolean;
  /** The network is there again. */
  tryNow(): void;
}

/** Brings form.html to life. Errors: throws when an element is not in it. */
export function openFormPage(ports: FormPagePorts, texts: FormTexts): FormPage {
  let t = texts;
  let shown: { readonly form: Form; delivery: Delivery } | undefined;
  let running: RunningDelivery | undefined;
  let missing: Missing | undefined;
  const form = byId<HTMLFormElement>("form");

  function draw(): void {
    document.title = t("title");
    for (const element of document.querySelectorAll<HTMLElement>("[data-text]"))
      element.textContent = t(element.dataset["text"] as PlainText);
    byId("language").textContent = t("otherLanguage");
    byId("problem").textContent = missing === undefined ? "" : t(`missing.${missing}`);
    if (shown !== undefined) drawOutcome(t, shown.form, shown.delivery);
    byId("bad-link").hidden = ports.link !== undefined;
    form.hidden = ports.link === undefined || shown !== undefined;
    byId("outcome").hidden = shown === undefined;
  }

  function show(delivery: Delivery): void {
    if (shown === undefined) return;
    shown.delivery = delivery;
    draw();
  }

  function submit(event: Event): void {
    event.preventDefault();
    const filled = toForm(readDraft(form), ports.nowMs());
    missing = typeof filled === "string" ? filled : undefined;
    if (typeof filled !== "string") {
      shown = { form: filled, delivery: "sending" };
      running = ports.send(filled, show);
    }
    draw();
    if (missing === undefined) byId("outcome-title").focus();
    else focusOn(missing);
  }

  function another(): void {
    running?.stop();
    shown = undefined;
    form.reset();
    drawWhom();
    draw();
    byId("household").focus();
  }

  form.addEventListener("submit", submit);
  form.addEventListener("input", () => {
    missing = undefined;
    byId("problem").textContent = "";
  });
  form.addEventListener("change", drawWhom);
  byId("retry").addEventListener("click", () => running?.tryNow());
  byId("another").addEventListener("click", another);
  byId("language").addEventListener("click", ports.switchLanguage);
  byId("association").textContent = ports.link?.associationName ?? "";
  byId("insecure").hidden = ports.isSecure;
  draw();
  byId("unsupported").hidden = true;
  byId("page").hidden = false;
  return {
    setTexts(next) {
      t = next;
      draw();
    },
    isUnsent: () =>
      shown !== undefined && shown.delivery !== "relayed" && shown.delivery !== "refused",
    tryNow: () => running?.tryNow(),
  };
}

function drawOutcome(t: FormTexts, form: Form, delivery: Delivery): void {
  byId("outcome").dataset["delivery"] = delivery;
  byId("outcome-title").textContent = t(delivery);
  byId("outcome-what").textContent = t(`${delivery}What`);
  const whom = form.person === "" ? t("whom.all") : form.person;
  const said = { household: form.household, whom, status: t(`status.${form.status}`) };
  byId("outcome-said").textContent = t("said", said);
  const isHelp = form.status === "help";
  byId("outcome-urgent").hidden = !isHelp;
  byId("call").hidden = !isHelp;
  byId("retry").hidden = delivery !== "offline" && delivery !== "full";
  byId("another").hidden = delivery !== "relayed" && delivery !== "refused";
}

/** Of one person nobody asks how many. */
function drawWhom(): void {
  const isOne = readDraft(byId<HTMLFormElement>("form")).whom === "one";
  byId("person-field").hidden = !isOne;
  byId("people-field").hidden = isOne;
}

function readDraft(form: HTMLFormElement): Draft {
  const fields = new FormData(form);
  const status = fields.get("status");
  const typed = (id: string) => byId<HTMLInputElement>(id).value;
  return {
    status: typeof status === "string" ? status : "",
    whom: fields.get("whom") === "one" ? "one" : "all",
    ...{ household: typed("household"), group: typed("group"), person: typed("person") },
    ...{ people: typed("people"), comment: typed("comment"), phone: typed("phone") },
  };
}

function focusOn(missing: Missing): void {
  const first = missing === "status" ? byId("status").querySelector("input") : byId(missing);
  first?.focus();
}

function byId<Kind extends HTMLElement>(id: string): Kind {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`Broken invariant: form.html has no #${id}`);
  return element as Kind;
}
