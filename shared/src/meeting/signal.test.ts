/** The codes by which two devices find each other, and the browser's descriptions of which they are made. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { bytesToHex } from "../base/bytes.ts";
import type { AssociationId } from "../base/ids.ts";
import {
  ADDRESSES_MAX,
  type SessionFacts,
  type Signal,
  answerOf,
  decodeSignal,
  encodeSignal,
  factsOf,
  isAnswerTo,
  isSameKey,
  isSignalOf,
  offerOf,
  saltOf,
  sdpOf,
  signalToText,
  textToSignal,
} from "./signal.ts";

const ASSOCIATION = "0123456789abcdef0123456789abcdef" as AssociationId;
const NEIGHBOURS = "ffff456789abcdef0123456789abcdef" as AssociationId;

/** As Chromium writes it of itself, with a name in the place of one address; and what is of no use in one network. */
const CHROMIUM = `v=0
o=- 4925258767038646982 2 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0
a=extmap-allow-mixed
a=msid-semantic: WMS
m=application 9 UDP/DTLS/SCTP webrtc-datachannel
c=IN IP4 0.0.0.0
a=candidate:2442535370 1 udp 2113937151 154251e0-338f-4e48-9c4d-9d0361974487.local 39487 typ host generation 0 network-cost 999
a=candidate:2791699219 1 udp 2113937151 192.168.43.7 33811 typ host generation 0 network-id 1
a=candidate:1796692307 1 UDP 2113942271 fd00::2 47060 typ host generation 0 network-id 2
a=candidate:3619385183 1 tcp 1518214911 192.168.43.7 9 typ host tcptype active generation 0
a=candidate:842163049 1 udp 1677729535 203.0.113.9 46154 typ srflx raddr 0.0.0.0 rport 0
a=ice-ufrag:IFCE
a=ice-pwd:jbVKu41uMbyZ2t+uI/MH+NJm
a=ice-options:trickle
a=fingerprint:sha-256 77:C0:5C:4A:F0:92:A9:01:6E:91:5C:CD:21:0E:38:29:07:2E:F1:B7:AA:BE:5F:05:E1:AE:8F:E2:7A:ED:55:DA
a=setup:actpass
a=mid:0
a=sctp-port:5000
a=max-message-size:262144
`.replaceAll("\n", "\r\n");

const characters = Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
const iceText = (minLength: number, maxLength: number) =>
  fc.string({ unit: fc.constantFrom(...characters), minLength, maxLength });
const facts: fc.Arbitrary<SessionFacts> = fc.record({
  iceName: iceText(4, 32),
  icePassword: iceText(22, 64),
  keyHash: fc.uint8Array({ minLength: 32, maxLength: 32 }),
  addresses: fc.array(
    fc.record({
      host: fc.oneof(
        fc.ipV4(),
        fc.ipV6(),
        fc.uuid().map((name) => `${name}.local`),
      ),
      port: fc.integer({ min: 1, max: 65_535 }),
    }),
    { maxLength: ADDRESSES_MAX },
  ),
});
const signals: fc.Arbitrary<Signal> = fc
  .tuple(facts, facts, fc.boolean())
  .map(([first, second, isAnswer]) => {
    const offer = offerOf(ASSOCIATION, first);
    return isAnswer ? answerOf(offer, second) : offer;
  });

describe("a signal", () => {
  test("[MEET2] is the same after the way through a QR code, and through a description", () => {
    fc.assert(
      fc.property(signals, (signal) => {
        expect(textToSignal(signalToText(signal))).toEqual(signal);
        const { iceName, icePassword, keyHash, addresses } = signal;
        expect(factsOf(sdpOf(signal))).toEqual({ iceName, icePassword, keyHash, addresses });
      }),
    );
  });

  test("[MEET2] takes of a browser's description where it listens in its own network, and its key", () => {
    expect(factsOf(CHROMIUM)).toEqual({
      iceName: "IFCE",
      icePassword: "jbVKu41uMbyZ2t+uI/MH+NJm",
      keyHash: expect.any(Uint8Array),
      addresses: [
        { host: "154251e0-338f-4e48-9c4d-9d0361974487.local", port: 39_487 },
        { host: "192.168.43.7", port: 33_811 },
        { host: "fd00::2", port: 47_060 },
      ],
    });
    expect(bytesToHex(factsOf(CHROMIUM)?.keyHash ?? new Uint8Array())).toMatch(
      /^77c05c4a.*ed55da$/,
    );
    for (const line of ["a=ice-ufrag:IFCE", "a=ice-pwd:", "a=fingerprint:sha-256"])
      expect(factsOf(CHROMIUM.replace(line, "a=other:"))).toBeUndefined();
  });

  test("[MEET2] with two addresses is a code that an old phone reads", () => {
    const found = factsOf(CHROMIUM);
    if (found === undefined) throw new Error("no facts");
    // 57 modules a side, at the least correction: below half of what a slip may take.
    expect(signalToText(offerOf(ASSOCIATION, found)).length).toBeLessThan(400);
  });

  test("[MEET2] is told from another association's, from another meeting's, and from the own", () => {
    fc.assert(
      fc.property(facts, facts, (first, second) => {
        fc.pre(bytesToHex(first.keyHash) !== bytesToHex(second.keyHash));
        const offer = offerOf(ASSOCIATION, first);
        const answer = answerOf(offer, second);
        expect(isSignalOf(offer, ASSOCIATION) && isSignalOf(answer, ASSOCIATION)).toBe(true);
        expect(isSignalOf(offer, NEIGHBOURS)).toBe(false);
        expect(isAnswerTo(offer, answer)).toBe(true);
        expect(isAnswerTo(offer, offer)).toBe(false);
        expect(isAnswerTo(offerOf(ASSOCIATION, second), answer)).toBe(false);
        expect(isSameKey(offer, answer)).toBe(false);
        expect(isSameKey(offer, offerOf(ASSOCIATION, first))).toBe(true);
        // Each side's key is in the salt.
        const other = answerOf(offer, { ...second, keyHash: first.keyHash });
        expect(saltOf({ offer, answer })).not.toEqual(saltOf({ offer, answer: other }));
      }),
    );
  });

  test("[MEET2] brings no line of its own into a description", () => {
    const found = factsOf(CHROMIUM);
    if (found === undefined) throw new Error("no facts");
    const lineBreak = "\r\na=candidate:9 1 udp 1 203.0.113.9 9 typ host";
    const bad: readonly SessionFacts[] = [
      { ...found, iceName: `IFCE${lineBreak}` },
      { ...found, icePassword: found.icePassword + lineBreak },
      { ...found, addresses: [{ host: `192.168.43.7${lineBreak}`, port: 9 }] },
      { ...found, addresses: [{ host: "192.168.43.7 9 typ host", port: 9 }] },
      { ...found, addresses: [{ host: "example.com", port: 9 }] },
      { ...found, addresses: [{ host: "", port: 9 }] },
      { ...found, addresses: [{ host: "192.168.43.7", port: 0 }] },
      { ...found, addresses: Array(ADDRESSES_MAX + 1).fill({ host: "192.168.43.7", port: 9 }) },
      { ...found, keyHash: new Uint8Array(20) },
      { ...found, iceName: "" },
    ];
    for (const each of bad)
      expect(decodeSignal(encodeSignal(offerOf(ASSOCIATION, each)))).toBeUndefined();
  });

  test("[MEET2] that is noise, or damaged, is none, or another in its one form", () => {
    const isInOneForm = (bytes: Uint8Array) => {
      const signal = decodeSignal(bytes);
      return signal === undefined || bytesToHex(encodeSignal(signal)) === bytesToHex(bytes);
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), isInOneForm));
    fc.assert(
      fc.property(signals, fc.nat(), fc.integer({ min: 1, max: 255 }), (signal, place, change) => {
        const damaged = encodeSignal(signal);
        const at = place % damaged.length;
        damaged[at] = (damaged[at] ?? 0) ^ change;
        return isInOneForm(damaged);
      }),
    );
    for (const noise of [
      "",
      "TOMOSHIBI-W:",
      "TOMOSHIBI-W:#",
      "TOMOSHIBI-R:AAAA",
      "https://example.com",
    ])
      expect(textToSignal(noise)).toBeUndefined();
  });
});
