/** Media types as streams compare them: letter case and parameters (a charset) make no difference. */

/** The bare type, in lower case: `Text/Plain; charset=utf-8` is `text/plain`. */
export function mediaType(contentType: string): string {
  return (contentType.split(";")[0] ?? "").trim().toLowerCase();
}
