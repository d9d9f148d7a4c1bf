/** What two connected devices show and tell one another: the codes, the messages, and the proof. [MEET1] [MEET2] */
import { type Message, decodeMessage, encodeMessage } from "@tomoshibi/shared/meeting/messages.ts";
import { type ConnectionEnd, checkProof, makeProof } from "@tomoshibi/shared/meeting/proof.ts";
import {
  type SessionFacts,
  answerOf,
  decodeSignal,
  encodeSignal,
  factsOf,
  offerOf,
  sdpOf,
  signalToText,
  textToSignal,
} from "@tomoshibi/shared/meeting/signal.ts";
import { authorityOf } from "@tomoshibi/shared/testing/association-world.ts";
import type { Cast } from "./corpus.ts";
import { bytesTarget, differ, textTarget } from "./decoder-target.ts";
import { roundTrip } from "./decoders-base.ts";
import type { Target } from "./target.ts";

const FACTS: SessionFacts = {
  ...{ iceName: "IFCE", icePassword: "jbVKu41uMbyZ2t+uI/MH+NJm" },
  keyHash: new Uint8Array(32).fill(7),
  addresses: [
    { host: "192.168.43.7", port: 33_811 },
    { host: "154251e0-338f-4e48-9c4d-9d0361974487.local", port: 39_487 },
    { host: "fd00::2", port: 47_060 },
  ],
};
const MESSAGES: readonly Message[] = [
  { type: "proof", proof: Uint8Array.of(1, 2) },
  { type: "offer", overview: Uint8Array.of(3) },
  { type: "taken", held: 3, fresh: 2 },
  { type: "bye" },
];
/** Lines of a description that somebody else's code must not add to. */
const LINES = sdpOf(offerOf("00".repeat(16) as Parameters<typeof offerOf>[0], FACTS)).split("\r\n");

/** The targets. */
export function nearTargets(cast: Cast): readonly Target[] {
  const offer = offerOf(cast.world.association, FACTS);
  const signals = [offer, answerOf(offer, FACTS)];
  return [
    roundTrip(
      "signal",
      ["meeting/signal.ts#decodeSignal"],
      signals.map(encodeSignal),
      decodeSignal,
      encodeSignal,
    ),
    roundTrip(
      "message of a meeting",
      ["meeting/messages.ts#decodeMessage"],
      MESSAGES.map(encodeMessage),
      decodeMessage,
      encodeMessage,
    ),
    textTarget({
      name: "signal's text",
      covers: ["shared/src/meeting/signal.ts#textToSignal"],
      corpus: signals.map(signalToText),
      check(text) {
        const signal = textToSignal(text);
        if (signal === undefined) return undefined;
        const lines = sdpOf(signal).split(/\r?\n/u);
        if (lines.length !== LINES.length - FACTS.addresses.length + signal.addresses.length)
          return "a code brought a line of its own into a description";
        const again = textToSignal(signalToText(signal));
        return again && differ("a signal written again", encodeSignal(again), encodeSignal(signal));
      },
    }),
    textTarget({
      name: "description of a connection",
      covers: [],
      corpus: signals.map(sdpOf),
      check(text) {
        const facts = factsOf(text);
        if (facts === undefined) return undefined;
        const encoded = encodeSignal(offerOf(cast.world.association, facts));
        return decodeSignal(encoded) === undefined ? "facts that no code carries" : undefined;
      },
    }),
    proofTarget(cast),
  ];
}

/** Whatever becomes of a proof: nobody is taken for somebody else. */
function proofTarget({ world, officer, neighbour, stopped, stranger }: Cast): Target {
  const authority = authorityOf(world);
  const end: ConnectionEnd = {
    offerKey: new Uint8Array(32).fill(1),
    answerKey: new Uint8Array(32).fill(2),
    side: "offer",
  };
  const proofs = [officer, neighbour, stopped, stranger].map(({ keys }) =>
    makeProof(authority, keys, end),
  );
  const honest: ReadonlySet<string> = new Set([officer.keys.device, neighbour.keys.device]);
  return bytesTarget({
    name: "proof of a meeting",
    covers: [],
    corpus: proofs,
    weight: 40,
    check(input) {
      const proven = checkProof(authority, input, end);
      if (proven.type !== "member" || honest.has(proven.standing.device)) return undefined;
      return `a proof made ${proven.standing.device} a member`;
    },
  });
}
