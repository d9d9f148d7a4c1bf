/**
 * 画面をかくす: when the board hides itself, and the PIN that reopens it. The PIN hides names from people who pass by; it is no key
 * and gates no check-in. Somebody who holds the unlocked machine can read the replica: docs/threat-model.md says so.
 */
import { bytesToHex, hexToBytes } from "@tomoshibi/shared/base/bytes.ts";
import Dexie, { type EntityTable } from "dexie";

/** How long the board stays open with nobody touching it. */
export const IDLE_MS = 2 * 60_000;
/**
 * How long a forgotten PIN takes to be replaced. The lock is against people who pass by: whoever passes does not stay, and who comes
 * back to the machine sees that it was asked for. Nothing is encrypted by the PIN, so nothing is lost with it.
 */
export const RESET_WAIT_MS = 5 * 60_000;
/** A PIN is this many digits. */
export const PIN_LENGTH = 4;
/** PBKDF2-HMAC-SHA-256 rounds; source: OWASP Password Storage Cheat Sheet, 2023. */
const PIN_ROUNDS = 600_000;

/** Whether the board is hidden, and since when nobody touched it. */
export interface LockState {
  readonly isHidden: boolean;
  readonly touchedAtMs: number;
}

/** What happens to the lock. */
export type LockEvent =
  | { readonly type: "touched"; readonly atMs: number }
  | { readonly type: "hid" }
  | { readonly type: "ticked"; readonly atMs: number }
  | { readonly type: "pinAccepted"; readonly atMs: number };

/**
 * Advances the lock by one event. `hides`: whether it hides at all. Without a PIN an officers' board does not, and a shelter's desk,
 * which strangers pass, does: who touches it shows it again.
 */
export function stepLock(state: LockState, event: LockEvent, hides: boolean): LockState {
  switch (event.type) {
    case "touched":
      return state.isHidden ? state : { ...state, touchedAtMs: event.atMs };
    case "hid":
      return hides ? { ...state, isHidden: true } : state;
    case "ticked": {
      // A clock set back must not keep the board open for days: any large difference hides it.
      const idleMs = Math.abs(event.atMs - state.touchedAtMs);
      return hides && idleMs >= IDLE_MS ? { ...state, isHidden: true } : state;
    }
    case "pinAccepted":
      return { isHidden: false, touchedAtMs: event.atMs };
  }
}

/** A PIN as it is kept: salted and slow to guess. */
export interface PinRow {
  readonly key: "pin";
  readonly salt: string;
  readonly hash: string;
}

/** Whether the desk is hidden: kept, so that neither another page nor a reload opens it. */
export interface HiddenRow {
  readonly key: "hidden";
  readonly isHidden: boolean;
}

/**
 * reset: somebody said that the PIN was forgotten; kept, so that neither a reload nor a dead battery begins the wait anew.
 * replaced: it was replaced; shown to the officers until one has read it.
 */
export interface ResetRow {
  readonly key: "reset" | "replaced";
  readonly atMs: number;
}

/** Where the wait for a new PIN stands. */
export type ResetState =
  | { readonly type: "none" }
  | { readonly type: "waiting"; readonly untilMs: number }
  | { readonly type: "ready" };

/** A clock set back begins the wait anew; one set forward ends it, as it would for whoever owns the machine anyway. */
export function resetState(row: ResetRow | undefined, nowMs: number): ResetState {
  if (row === undefined) return { type: "none" };
  const waitedMs = nowMs - row.atMs;
  if (waitedMs >= RESET_WAIT_MS) return { type: "ready" };
  return { type: "waiting", untilMs: Math.min(row.atMs, nowMs) + RESET_WAIT_MS };
}

/** The desk's own small database: screens write no table of the engine but intents. */
export type DeskDatabase = Dexie & {
  readonly pins: EntityTable<PinRow, "key">;
  readonly hidden: EntityTable<HiddenRow, "key">;
  readonly resets: EntityTable<ResetRow, "key">;
};

/** Opens the desk's database of a replica. */
export function openDeskDatabase(replica: string): DeskDatabase {
  const database = new Dexie(`tomoshibi-desk-${replica}`) as DeskDatabase;
  database.version(1).stores({ pins: "key", hidden: "key" });
  database.version(2).stores({ resets: "key" });
  return database;
}

/** Tells whether text can be a PIN. */
export function isPin(text: string): boolean {
  return new RegExp(`^[0-9]{${PIN_LENGTH}}$`).test(text);
}

/** Makes the row that is kept of a new PIN. */
export async function hashPin(pin: string, salt: Uint8Array): Promise<PinRow> {
  return { key: "pin", salt: bytesToHex(salt), hash: await slowHash(pin, salt) };
}

/** Tells whether a typed PIN is the kept one. */
export async function isPinRight(pin: string, row: PinRow): Promise<boolean> {
  return (await slowHash(pin, hexToBytes(row.salt))) === row.hash;
}

async function slowHash(pin: string, salt: Uint8Array): Promise<string> {
  const key = await crypto.subtle.importKey("raw", new TextEncoder().encode(pin), "PBKDF2", false, [
    "deriveBits",
  ]);
  const algorithm = {
    name: "PBKDF2",
    hash: "SHA-256",
    salt: new Uint8Array(salt),
    iterations: PIN_ROUNDS,
  };
  return bytesToHex(new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, 256)));
}
