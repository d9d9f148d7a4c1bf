/**
 * Guards the port's entrance: what no caller of ours may ask. One bad write must not reach a transaction that others share.
 */
import { assert } from "@tomoshibi/shared/base/assert.ts";
import { NAME_LENGTH_MAX, WRITES_MAX } from "./storage.ts";
import type { NewMessage, StreamKey, Write } from "./storage.ts";

const AUTHOR = /^[0-9a-f]{16}$/;
const ID_BYTES = 32;

/**
 * Checks shapes that the types cannot say.
 *
 * Errors: throws on a broken one, before anything is queued; callers check what comes from outside themselves.
 */
export function checkWrites(writes: readonly Write[]): void {
  assert(writes.length <= WRITES_MAX, "at most WRITES_MAX writes a call");
  for (const write of writes) checkWrite(write);
}

/** Tells whether a text may name an association or a stream: not empty, not too long, no U+0000 (Postgres has none). */
export function isName(text: string): boolean {
  return text.length > 0 && text.length <= NAME_LENGTH_MAX && isStorableText(text);
}

/** Tells whether Postgres can store the text exactly: well-formed Unicode without U+0000. */
export function isStorableText(text: string): boolean {
  return !text.includes("\u0000") && !LONE_SURROGATE.test(text);
}

const LONE_SURROGATE = /\p{Surrogate}/u;

function checkWrite(write: Write): void {
  if (write.type === "putInvite") {
    assert(isName(write.invite.id) && isName(write.invite.association), "an invite has names");
    return;
  }
  if (write.type === "putSetting") return assert(isName(write.name), "a setting has a name");
  checkKey(write.key);
  if (write.type === "create" || write.type === "append") write.messages.forEach(checkMessage);
  if (write.type === "erase") assert(write.id.length === ID_BYTES, "a message id is 32 bytes");
  if (write.type === "append") {
    assert(write.messages.length > 0 || write.close, "an append appends or closes");
    assert(!write.producer || isName(write.producer.id), "a producer has a name");
    assert(isStorableText(write.streamSeq ?? ""), "a Stream-Seq can be stored");
  }
}

function checkKey(key: StreamKey): void {
  assert(isName(key.association) && isName(key.stream), "a stream has names that can be stored");
}

function checkMessage(message: NewMessage): void {
  assert(message.id === null || message.id.length === ID_BYTES, "a message id is 32 bytes");
  assert(message.author === null || AUTHOR.test(message.author), "an author is 16 hex digits");
  assert(message.seq === null || Number.isSafeInteger(message.seq), "a seq is an integer");
}
