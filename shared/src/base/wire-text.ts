/** What people typed or pasted, on its way into the wire's texts. */

/**
 * A person's text as the wire can carry it: without U+FEFF at its beginning, which is no character there but a byte order mark.
 * Readers of UTF-8 drop it, what they read encodes to other bytes, and every replica would refuse the entry.
 *
 * Half a character stays: encoding puts U+FFFD in its place, in one form.
 *
 * Law:    twice is once.
 * Source: https://encoding.spec.whatwg.org/#utf-8-decode, which every TextDecoder follows.
 */
export function wireText(text: string): string {
  return text.replace(/^\uFEFF+/u, "");
}
