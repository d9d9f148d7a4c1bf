/**
 * Names of streams and the audience that reads each. [STR]
 *
 * A stream's name is part of what an entry's author signs, so it is text in one form only.
 */
import { type DeviceId, parseId } from "../base/ids.ts";

/** An append-only sequence of entries with one audience. */
export type StreamName =
  | "members"
  | "safety"
  | "officers"
  | "checkpoints"
  | "receipts"
  | "membership"
  | "alerts"
  | "erasures"
  | "intake"
  | "forms"
  | `household/${number}`
  | `group/${number}`
  | `mailbox/${DeviceId}`;

/** Who holds the key that opens a stream's boxes. [KEY1] */
export type Audience =
  | "members"
  | "safety"
  | "officers"
  | `household/${number}`
  | `group/${number}`;

/** Highest number a household or a group can have. */
export const HOUSEHOLD_MAX = 99_999;

const FIXED: ReadonlySet<string> = new Set([
  "members",
  "safety",
  "officers",
  "checkpoints",
  "receipts",
  "membership",
  "alerts",
  "erasures",
  "intake",
  "forms",
]);

/** Reads a stream's name from outside. Errors: undefined when it is not one, or not in its one form. */
export function parseStreamName(text: string): StreamName | undefined {
  if (FIXED.has(text)) return text as StreamName;
  const [kind, rest, ...more] = text.split("/");
  if (rest === undefined || more.length > 0) return undefined;
  if (kind === "mailbox") return parseId("device", rest) && (text as StreamName);
  if (kind !== "household" && kind !== "group") return undefined;
  const number = Number(rest);
  const isOneForm =
    Number.isInteger(number) && number >= 1 && number <= HOUSEHOLD_MAX && String(number) === rest;
  return isOneForm ? (text as StreamName) : undefined;
}

/**
 * The audience a stream is sealed for; undefined for streams whose boxes stay open because relays read them (receipts, alerts,
 * erasures)
 * or because their payload is wrapped for one device (mailbox).
 */
export function audienceOf(stream: StreamName): Audience | undefined {
  if (stream === "members" || stream === "safety" || stream === "officers") return stream;
  // What sums up officers' boards is theirs to read. [DOC4]
  if (stream === "checkpoints") return "officers";
  if (stream.startsWith("household/") || stream.startsWith("group/")) return stream as Audience;
  return undefined;
}

/** Whose key opens what lies in a stream: its audience, and for forms, which strangers write, the one that reads reports. [FORM1] */
export function sealedFor(stream: StreamName): Audience | undefined {
  return stream === "forms" ? "safety" : audienceOf(stream);
}

/** Tells whether residents write to an audience without being able to read it. [ENT4] */
export function isWriteOnlyForMembers(audience: Audience): boolean {
  return audience === "safety";
}
