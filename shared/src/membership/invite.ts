/**
 * The code of a card and what derives from it. [MEM6]
 *
 * 20 characters (base/typed-symbols.ts): 95 random bits and one check character.
 */
import { bytesToQrText, qrTextToBytes } from "../base/qr-text.ts";
import type { Brand } from "../base/brand.ts";
import { decodeCbor, encodeCbor, isBytes, isText, isTuple, isUint } from "../base/cbor.ts";
import { type AssociationId, ID_BYTES, type InviteId, idBytes, toId } from "../base/ids.ts";
import { type Result, err, ok } from "../base/result.ts";
import {
  checkSymbol,
  readSymbols,
  symbolAt,
  symbolsOf,
  writeSymbols,
} from "../base/typed-symbols.ts";
import { deriveKey } from "../crypto/hash.ts";
import { HOUSEHOLD_MAX } from "../entry/stream-name.ts";
import type { Random } from "../ports/random.ts";
import { type DeviceKeys, deviceKeysOf } from "./device-keys.ts";

/** A card's code in its one form: 20 characters, no hyphens. Secret. */
export type InviteCode = Brand<string, "InviteCode">;

/** Characters of a code, the check included. */
export const INVITE_CODE_LENGTH = 20;
/** Longest address of a relay. */
export const RELAY_URL_MAX = 200;

/** Why typed text is no code. Positions count from 0 among the characters that matter. */
export type InviteCodeError =
  | { readonly type: "TooShort"; readonly length: number }
  | { readonly type: "TooLong"; readonly length: number }
  | { readonly type: "BadCharacter"; readonly position: number; readonly character: string }
  | { readonly type: "CheckFailed" };

/** What a code stands for: an id to look up, keys that certify devices, and secrets. */
export interface Invite extends DeviceKeys {
  readonly inviteId: InviteId;
  /** Opens the blob that a relay keeps for the card. */
  readonly blobKey: Uint8Array;
  /** The secret of the household's first epoch, or of the one the card began. [KEY1] */
  readonly householdSecret: Uint8Array;
}

/** What a card's QR says beside its code. */
export interface InviteQr {
  readonly association: AssociationId;
  readonly relayUrl: string;
  readonly household: number;
  readonly group: number;
  /** The household's place in its group, for the mark on the card (roster/mark.ts). */
  readonly indexInGroup: number;
  readonly code: InviteCode;
}

const QR_PREFIX = "TOMOSHIBI:";
const QR_VERSION = 1;

/** Makes a card's code. */
export function createInviteCode(deps: { readonly random: Random }): InviteCode {
  const symbols = [...deps.random.bytes(INVITE_CODE_LENGTH - 1)].map((byte) => byte & 31);
  return symbolsToCode([...symbols, checkSymbol(symbols)]);
}

/**
 * Reads a code as people type it: any case, full width, groups with hyphens, dots or spaces; O is 0, I and L are 1.
 */
export function parseInviteCode(text: string): Result<InviteCode, InviteCodeError> {
  const read = readSymbols(text);
  if (!read.ok) return read;
  const symbols = read.value;
  if (symbols.length < INVITE_CODE_LENGTH) return err({ type: "TooShort", length: symbols.length });
  if (symbols.length > INVITE_CODE_LENGTH) return err({ type: "TooLong", length: symbols.length });
  if (checkSymbol(symbols.slice(0, -1)) !== symbols.at(-1)) return err({ type: "CheckFailed" });
  return ok(symbolsToCode(symbols));
}

/** Writes a code in groups of four, as it stands on the card. */
export function formatInviteCode(code: InviteCode): string {
  return (code.match(/.{4}/g) ?? []).join("-");
}

/** Derives all that a code stands for. Cost: two public keys. */
export function deriveInvite(code: InviteCode): Invite {
  const secret = codeToBytes(code);
  const keys = deviceKeysOf(
    deriveKey(secret, ["tomoshibi/invite-sign/1"]),
    deriveKey(secret, ["tomoshibi/invite-seal/1"]),
  );
  return {
    ...keys,
    inviteId: toId("invite", deriveKey(secret, ["tomoshibi/invite-id/1"], ID_BYTES.invite)),
    blobKey: deriveKey(secret, ["tomoshibi/invite-blob-key/1"]),
    householdSecret: deriveKey(secret, ["tomoshibi/invite-household/1"]),
  };
}

/** Writes a card's QR in characters of the alphanumeric mode. */
export function encodeInviteQr(qr: InviteQr): string {
  const { association, relayUrl, household, group, indexInGroup, code } = qr;
  const place = [household, group, indexInGroup];
  const fields = [QR_VERSION, idBytes(association), relayUrl, place, codeToBytes(code)];
  return bytesToQrText(QR_PREFIX, encodeCbor(fields));
}

/** Reads a scanned QR. Errors: undefined when it is not a card of ours. */
export function decodeInviteQr(text: string): InviteQr | undefined {
  const bytes = qrTextToBytes(QR_PREFIX, text);
  const value = bytes && decodeCbor(bytes);
  if (!isTuple(value, 5) || value[0] !== QR_VERSION) return undefined;
  const [, id, relayUrl, place, secret] = value;
  if (!isBytes(id, ID_BYTES.association) || !isText(relayUrl, RELAY_URL_MAX)) return undefined;
  if (!isTuple(place, 3)) return undefined;
  const [household, group, indexInGroup] = place;
  if (!isUint(household, HOUSEHOLD_MAX) || !isUint(group, HOUSEHOLD_MAX)) return undefined;
  if (!isUint(indexInGroup, HOUSEHOLD_MAX)) return undefined;
  const code = isBytes(secret, CODE_BYTES) ? bytesToCode(secret) : undefined;
  const association = toId("association", id);
  return code && { association, relayUrl, household, group, indexInGroup, code };
}

/** The 95 random bits, from the left, and a zero bit. */
const CODE_BYTES = 12;

function codeToBytes(code: InviteCode): Uint8Array {
  let bits = 0n;
  for (const symbol of symbolsOf(code).slice(0, -1)) bits = (bits << 5n) | BigInt(symbol);
  bits <<= 1n;
  return Uint8Array.from({ length: CODE_BYTES }, (_, index) =>
    Number((bits >> BigInt(8 * (CODE_BYTES - 1 - index))) & 0xffn),
  );
}

function bytesToCode(bytes: Uint8Array): InviteCode | undefined {
  let bits = 0n;
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
  if ((bits & 1n) !== 0n) return undefined;
  const symbols = Array.from({ length: INVITE_CODE_LENGTH - 1 }, (_, index) =>
    symbolAt(bits >> 1n, INVITE_CODE_LENGTH - 2 - index),
  );
  return symbolsToCode([...symbols, checkSymbol(symbols)]);
}

function symbolsToCode(symbols: readonly number[]): InviteCode {
  return writeSymbols(symbols) as InviteCode;
}
