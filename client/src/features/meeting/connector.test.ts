/** The way to a connection: codes that are not meant, networks that keep devices apart, and people who go back. */
import { beforeEach, describe, expect, test } from "vitest";
import type { AssociationId } from "@tomoshibi/shared/base/ids.ts";
import { ok } from "@tomoshibi/shared/base/result.ts";
import {
  type SessionFacts,
  answerOf,
  offerOf,
  signalToText,
  textToSignal,
} from "@tomoshibi/shared/meeting/signal.ts";
import {
  ANSWER_MS,
  CONNECT_MS,
  type Connector,
  type ConnectorPorts,
  NEAR_AT_FIRST,
  type NearShown,
  createConnector,
} from "./connector.ts";
import type { NearLink } from "./near-link.ts";

const ASSOCIATION = "0123456789abcdef0123456789abcdef" as AssociationId;
const NEIGHBOURS = "ffff456789abcdef0123456789abcdef" as AssociationId;

/** What happened in the world. */
let shown: NearShown;
let closed: number;
let timers: { readonly ms: number; readonly fire: () => void }[];
let otherArrives: () => void;
let near: Connector;

beforeEach(() => {
  [shown, closed, timers] = [NEAR_AT_FIRST, 0, []];
  near = connector();
});

function factsOf(key: number): SessionFacts {
  return {
    ...{ iceName: "IFCE", icePassword: "jbVKu41uMbyZ2t+uI/MH+NJm" },
    keyHash: new Uint8Array(32).fill(key),
    addresses: [{ host: "192.168.43.7", port: 33_811 }],
  };
}

function linkOf(accept: NearLink["accept"] = () => Promise.resolve()): NearLink {
  return {
    facts: factsOf(1),
    channel: { send: () => undefined, listen: () => undefined, close: () => undefined },
    opened: new Promise((resolve) => (otherArrives = resolve)),
    accept,
    close: () => void (closed += 1),
  };
}

function connector(
  openLink: ConnectorPorts["openLink"] = () => Promise.resolve(linkOf()),
): Connector {
  return createConnector({
    ...{ association: ASSOCIATION, openLink },
    engine: {
      meet: () => Promise.resolve(ok({ type: "proofMade", proof: new Uint8Array(1) })),
      takeIn: () => Promise.resolve(ok({ type: "unreadable" })),
    },
    setTimer(ms, fire) {
      const timer = { ms, fire };
      timers.push(timer);
      return () => {
        timers = timers.filter((one) => one !== timer);
      };
    },
    onShown: (next) => (shown = next),
  });
}

/** The text of the first code on the screen. */
async function shownOffer(): Promise<string> {
  await near.showOffer();
  if (shown.step.type !== "showingOffer") throw new Error(`it shows ${shown.step.type}`);
  return shown.step.text;
}

/** All that was promised has happened. */
function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

function answerTo(offerText: string): string {
  const offer = textToSignal(offerText);
  if (offer === undefined) throw new Error("no offer");
  return signalToText(answerOf(offer, factsOf(2)));
}

describe("who shows the first code", () => {
  test("[MEET2] reads the answer to it and no other code, and then has 15 seconds", async () => {
    const offer = await shownOffer();
    near.readAnswer();
    expect(shown.step).toMatchObject({ type: "showingOffer", isReading: true });
    expect(near.take("https://example.com")).toBe(false);
    expect(shown.fault).toBe("noSignal");
    expect(near.take(signalToText(offerOf(NEIGHBOURS, factsOf(2))))).toBe(false);
    expect(shown.fault).toBe("otherAssociation");
    for (const text of [offer, answerTo(signalToText(offerOf(ASSOCIATION, factsOf(9))))]) {
      expect(near.take(text)).toBe(false);
      expect(shown.fault).toBe("wrongAnswer");
    }
    expect(timers).toEqual([]);
    expect(near.take(answerTo(offer))).toBe(true);
    expect(shown).toEqual({ step: { type: "connecting" }, fault: undefined });
    expect(timers.map(({ ms }) => ms)).toEqual([CONNECT_MS]);
    expect(CONNECT_MS).toBe(15_000);
    timers[0]?.fire();
    expect(shown.step).toEqual({ type: "failed", failure: "notConnected" });
    expect(closed).toBe(1);
  });

  test("[MEET2] meets the other as soon as it is there", async () => {
    near.take(answerTo(await shownOffer()));
    otherArrives();
    await settled();
    expect(shown.step.type).toBe("meeting");
    expect(timers.map(({ ms }) => ms)).not.toContain(CONNECT_MS);
    near.close();
    expect(closed).toBe(1);
  });

  test("[MEET2] whose browser finds fault with the answer is told so", async () => {
    near = connector(() => Promise.resolve(linkOf(() => Promise.reject(new Error("sdp")))));
    near.take(answerTo(await shownOffer()));
    await settled();
    expect(shown.step).toEqual({ type: "failed", failure: "codeFault" });
  });

  test("[MEET2] goes back, and nothing of it stays open or comes up again", async () => {
    let finish: (link: NearLink) => void = () => undefined;
    near = connector(() => new Promise((resolve) => (finish = resolve)));
    const showing = near.showOffer();
    expect(shown.step.type).toBe("preparing");
    near.restart();
    finish(linkOf());
    await showing;
    expect(shown.step.type).toBe("choosing");
    expect(closed).toBe(1);
  });
});

describe("who reads the first code", () => {
  test("[MEET2] shows the answer to it, for as long as somebody may need to read it", async () => {
    const offer = signalToText(offerOf(ASSOCIATION, factsOf(9)));
    near.readOffer();
    expect(near.take(answerTo(offer))).toBe(false);
    expect(shown).toEqual({ step: { type: "readingOffer" }, fault: "wrongAnswer" });
    expect(near.take(offer)).toBe(true);
    await settled();
    expect(shown.step.type).toBe("showingAnswer");
    expect(shown.fault).toBeUndefined();
    expect(timers.map(({ ms }) => ms)).toEqual([ANSWER_MS]);
    timers[0]?.fire();
    expect(shown.step).toEqual({ type: "failed", failure: "notRead" });
  });
});

test("[MEET2] a device in no network, or whose browser connects to none, says so at once", async () => {
  near = connector(() => Promise.resolve(undefined));
  await near.showOffer();
  expect(shown.step).toEqual({ type: "failed", failure: "noNetwork" });
  near = connector(() => Promise.reject(new Error("sdp")));
  await near.showOffer();
  expect(shown.step).toEqual({ type: "failed", failure: "codeFault" });
  near = createConnector({
    ...{ association: ASSOCIATION, openLink: undefined, onShown: (next) => (shown = next) },
    engine: { meet: () => Promise.reject(new Error()), takeIn: () => Promise.reject(new Error()) },
    setTimer: () => () => undefined,
  });
  await near.showOffer();
  expect(shown.step).toEqual({ type: "failed", failure: "unsupported" });
});
