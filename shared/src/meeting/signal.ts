/**
 * The signal: what two devices show one another as QR codes so that they find each other in one network, without any server. [MEET2]
 *
 * It holds of a browser's session description (SDP) what is not the same every time, and is built into one again on the other
 * side. The hash of the key that each will use stands in it: who was not shown the code cannot be at the other end. An answer
 * names the offer it belongs to.
 */
import { bytesToHex, equalBytes, hexToBytes } from "../base/bytes.ts";
import {
  type CborValue,
  decodeCbor,
  encodeCbor,
  isBytes,
  isList,
  isText,
  isTuple,
  isUint,
} from "../base/cbor.ts";
import { type AssociationId, idBytes } from "../base/ids.ts";
import { bytesToQrText, pastedQrText, qrTextToBytes } from "../base/qr-text.ts";
import { hashStructure } from "../crypto/hash.ts";
import { SALT_BYTES } from "./overview.ts";

/** What QR codes of signals begin with. */
export const SIGNAL_PREFIX = "TOMOSHIBI-W:";
/** Bytes of the hash of a device's key for the connection (SHA-256). */
export const KEY_HASH_BYTES = 32;
/** Most addresses in a signal; a phone in one network has two to four. */
export const ADDRESSES_MAX = 8;

const PREFIX_BYTES = 8;
const OFFER_NAME_BYTES = 8;
const ADDRESS_LENGTH_MAX = 64;
/** Of RFC 8839, 5.4: letters, digits, + and /. Browsers use 4 and 24 to 32 of them. */
const ICE_NAME = /^[A-Za-z0-9+/]{4,32}$/;
const ICE_PASSWORD = /^[A-Za-z0-9+/]{22,64}$/;
/** IPv4, IPv6, or the random name that a browser puts in their place; nothing that could end a line. */
const ADDRESS =
  /^(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*|[0-9A-Za-z-]+\.local)$/;

/** Where a device listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** What a session description says that another does not. */
export interface SessionFacts {
  readonly iceName: string;
  readonly icePassword: string;
  /** SHA-256 of the certificate for this connection. */
  readonly keyHash: Uint8Array;
  /** In its network, the preferred first. */
  readonly addresses: readonly Address[];
}

/** The content of one QR code. */
export interface Signal extends SessionFacts {
  readonly kind: "offer" | "answer";
  /** First bytes of the association's id, as hex: another's code is told apart before anything is connected. */
  readonly associationPrefix: string;
  /** Of an answer: which offer it belongs to, as hex; empty of an offer. */
  readonly offer: string;
}

/** Both codes of one meeting. */
export interface SignalPair {
  readonly offer: Signal;
  readonly answer: Signal;
}

/** Makes the first code. */
export function offerOf(association: AssociationId, facts: SessionFacts): Signal {
  return { kind: "offer", associationPrefix: prefixOf(association), offer: "", ...facts };
}

/** Makes the second code. */
export function answerOf(offer: Signal, facts: SessionFacts): Signal {
  const { associationPrefix } = offer;
  return { kind: "answer", associationPrefix, offer: nameOf(offer), ...facts };
}

/** Tells whether a signal says that it is of this association. */
export function isSignalOf(signal: Signal, association: AssociationId): boolean {
  return signal.associationPrefix === prefixOf(association);
}

/** Tells whether an answer was given to this offer. */
export function isAnswerTo(offer: Signal, answer: Signal): boolean {
  return answer.kind === "answer" && answer.offer === nameOf(offer);
}

/** The salt of a meeting: both keys are new each time, and neither side can choose the hash of both (decision 0021). */
export function saltOf({ offer, answer }: SignalPair): Uint8Array {
  const hash = hashStructure(["tomoshibi/meeting-salt/1", offer.keyHash, answer.keyHash]);
  return hash.slice(0, SALT_BYTES);
}

/** Writes a signal as the text of its QR code. */
export function signalToText(signal: Signal): string {
  return bytesToQrText(SIGNAL_PREFIX, encodeSignal(signal));
}

/** Reads a QR code's text, or what a person pasted of it. Errors: undefined when it is no signal; never throws. */
export function textToSignal(text: string): Signal | undefined {
  const bytes = qrTextToBytes(SIGNAL_PREFIX, pastedQrText(text));
  return bytes && decodeSignal(bytes);
}

/** Encodes a signal: `[1, 0 or 1, association 8B, offer 0B or 8B, ice name, ice password, key hash 32B, [[host, port]…]]`. */
export function encodeSignal(signal: Signal): Uint8Array {
  return encodeCbor([
    1,
    signal.kind === "offer" ? 0 : 1,
    hexToBytes(signal.associationPrefix),
    hexToBytes(signal.offer),
    signal.iceName,
    signal.icePassword,
    signal.keyHash,
    signal.addresses.map(({ host, port }) => [host, port]),
  ]);
}

/** Decodes a signal from outside. Errors: undefined when it is not exactly one, or could not stand in a description. */
export function decodeSignal(bytes: Uint8Array): Signal | undefined {
  const value = decodeCbor(bytes);
  if (!isTuple(value, 8) || value[0] !== 1 || !isUint(value[1], 1)) return undefined;
  const [, kind, association, offer, iceName, icePassword, keyHash, list] = value;
  if (!isBytes(association, PREFIX_BYTES) || !isBytes(keyHash, KEY_HASH_BYTES)) return undefined;
  if (!isBytes(offer, kind === 0 ? 0 : OFFER_NAME_BYTES)) return undefined;
  if (!isText(iceName, 32) || !ICE_NAME.test(iceName)) return undefined;
  if (!isText(icePassword, 64) || !ICE_PASSWORD.test(icePassword)) return undefined;
  if (!isList(list) || list.length > ADDRESSES_MAX) return undefined;
  const addresses = list.map(decodeAddress).filter((address) => address !== undefined);
  if (addresses.length !== list.length) return undefined;
  return {
    kind: kind === 0 ? "offer" : "answer",
    associationPrefix: bytesToHex(association),
    offer: bytesToHex(offer),
    ...{ iceName, icePassword, keyHash, addresses },
  };
}

/** Takes the facts out of a browser's description of itself. Errors: undefined when one is missing, or has a form of its own. */
export function factsOf(sdp: string): SessionFacts | undefined {
  const lines = sdp.split(/\r?\n/u);
  const valueOf = (name: string): string | undefined =>
    lines.find((line) => line.startsWith(name))?.slice(name.length);
  const iceName = valueOf("a=ice-ufrag:");
  const icePassword = valueOf("a=ice-pwd:");
  const hex = valueOf("a=fingerprint:sha-256 ")?.replaceAll(":", "").toLowerCase();
  if (iceName === undefined || !ICE_NAME.test(iceName)) return undefined;
  if (icePassword === undefined || !ICE_PASSWORD.test(icePassword)) return undefined;
  if (hex === undefined || !/^[0-9a-f]{64}$/u.test(hex)) return undefined;
  const addresses = lines.flatMap(candidateIn).slice(0, ADDRESSES_MAX);
  return { iceName, icePassword, keyHash: hexToBytes(hex), addresses };
}

/** Builds the description that the other side's browser is given: one data channel, and nobody in between. */
export function sdpOf({ kind, iceName, icePassword, keyHash, addresses }: Signal): string {
  const hex = bytesToHex(keyHash).toUpperCase();
  const lines = [
    "v=0",
    "o=- 1 1 IN IP4 127.0.0.1",
    "s=-",
    "t=0 0",
    "a=group:BUNDLE 0",
    "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
    "c=IN IP4 0.0.0.0",
    ...addresses.map(candidateLine),
    `a=ice-ufrag:${iceName}`,
    `a=ice-pwd:${icePassword}`,
    `a=fingerprint:sha-256 ${hex.replace(/..(?=.)/gu, "$&:")}`,
    // Who answers begins the handshake of keys. RFC 8842, 5.3.
    `a=setup:${kind === "offer" ? "actpass" : "active"}`,
    "a=mid:0",
    "a=sctp-port:5000",
    "a=max-message-size:65536",
  ];
  return `${lines.join("\r\n")}\r\n`;
}

/** Tells whether two codes name one key: a device that was shown its own code. */
export function isSameKey(left: Signal, right: Signal): boolean {
  return equalBytes(left.keyHash, right.keyHash);
}

function prefixOf(association: AssociationId): string {
  return bytesToHex(idBytes(association).slice(0, PREFIX_BYTES));
}

function nameOf(offer: Signal): string {
  const hash = hashStructure(["tomoshibi/meeting-offer/1", encodeSignal(offer)]);
  return bytesToHex(hash.slice(0, OFFER_NAME_BYTES));
}

function decodeAddress(value: CborValue): Address | undefined {
  if (!isTuple(value, 2)) return undefined;
  const [host, port] = value;
  if (!isText(host, ADDRESS_LENGTH_MAX) || !ADDRESS.test(host)) return undefined;
  return isUint(port, 65_535) && port > 0 ? { host, port } : undefined;
}

/** `a=candidate:<foundation> <component> udp <priority> <host> <port> typ host …`; all others need a server, or TCP. */
function candidateIn(line: string): readonly Address[] {
  if (!line.startsWith("a=candidate:")) return [];
  const [, component, transport, , host, port, , type] = line.split(" ");
  if (component !== "1" || transport?.toLowerCase() !== "udp" || type !== "host") return [];
  const address = decodeAddress([host ?? "", Number(port) || 0]);
  return address === undefined ? [] : [address];
}

/** The priority of RFC 8445, 5.1.2.1 for a host's address, lower from one to the next. */
function candidateLine({ host, port }: Address, index: number): string {
  const priority = 126 * 2 ** 24 + (65_535 - index) * 2 ** 8 + 255;
  return `a=candidate:${index + 1} 1 udp ${priority} ${host} ${port} typ host`;
}
