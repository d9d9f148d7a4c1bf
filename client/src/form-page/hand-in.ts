/**
 * Handing a sealed form in at the relay that served the page, again and again while the page is open. [FORM2]
 *
 * Invariants: 中継に届きました is said only when the relay names the form's id; the same bytes are sent each time, so that many
 * tries are one form; nothing is stored on the device.
 */
import type { AssociationId, DeviceId } from "@tomoshibi/shared/base/ids.ts";
import { decodeBundleAnswer, encodeBundle } from "@tomoshibi/shared/relay-api/bundle.ts";
import { CBOR_TYPE, bundlesPath } from "@tomoshibi/shared/relay-api/paths.ts";
import { type Fetch, request } from "../engine/transports/request.ts";

/** A form as it goes out. */
export interface SealedForm {
  readonly association: AssociationId;
  readonly entryId: string;
  readonly bytes: Uint8Array;
}

/** Where a form is. offline and full: it will be tried again. */
export type Delivery = "sending" | "relayed" | "offline" | "full" | "refused";

/** What handing in asks of the world. */
export interface HandInPorts {
  readonly fetch: Fetch;
  readonly relayUrl: string;
  /** Calls `fire` later; answers how to call it off. */
  readonly setTimer: (ms: number, fire: () => void) => () => void;
}

/** A delivery that goes on until it is stopped. */
export interface RunningDelivery {
  /** The network came back, or the person asks for it. */
  tryNow(): void;
  stop(): void;
}

/** How long until the next try, the last for all that follow. */
const RETRY_MS = [5_000, 10_000, 20_000, 40_000, 60_000];
const TIMEOUT_MS = 20_000;
const ANSWER_BYTES_MAX = 64 * 1024;
/** Nobody: an entry without a signature has no sender. */
const NOBODY = "0000000000000000" as DeviceId;

/** Starts a delivery; `show` hears of every change. */
export function deliver(
  ports: HandInPorts,
  form: SealedForm,
  show: (delivery: Delivery) => void,
): RunningDelivery {
  let tries = 0;
  let isRunning = false;
  let isOver = false;
  let callOff = () => {};
  async function attempt(): Promise<void> {
    if (isRunning || isOver) return;
    isRunning = true;
    callOff();
    show("sending");
    const delivery = await handIn(ports, form);
    isRunning = false;
    if (isOver) return;
    isOver = delivery === "relayed" || delivery === "refused";
    show(delivery);
    if (isOver) return;
    const waitMs = RETRY_MS[Math.min(tries, RETRY_MS.length - 1)] ?? 0;
    tries += 1;
    callOff = ports.setTimer(waitMs, () => void attempt());
  }
  void attempt();
  return {
    tryNow: () => void attempt(),
    stop() {
      isOver = true;
      callOff();
    },
  };
}

/** One try. Anything but a relay's answer about this form (a captive portal's page, say) is no answer. */
async function handIn(
  { fetch, relayUrl }: HandInPorts,
  { association, entryId, bytes }: SealedForm,
): Promise<Delivery> {
  const streams = [{ stream: "forms" as const, entries: [bytes] }];
  const answer = await request(fetch, {
    url: new URL(bundlesPath(association), relayUrl).href,
    method: "POST",
    body: encodeBundle({ association, sender: NOBODY, statements: [], streams }),
    contentType: CBOR_TYPE,
    timeoutMs: TIMEOUT_MS,
    answerBytesMax: ANSWER_BYTES_MAX,
  });
  if (!answer.ok) return "offline";
  if (answer.value.status === 429 || answer.value.status === 503) return "full";
  const decoded = answer.value.status === 200 ? decodeBundleAnswer(answer.value.body) : undefined;
  const verdict = decoded?.entries.find(({ id }) => id === entryId)?.verdict;
  switch (verdict) {
    case "accepted":
    case "known":
    case "intake":
      return "relayed";
    case "later":
      return "full";
    case "refused":
      return "refused";
    case undefined:
      return "offline";
  }
}
