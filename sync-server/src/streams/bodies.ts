/** Bodies of requests and of peers' answers, bounded while they are read. */

/** How much of a body that is too long is still taken, so that its sender hears the answer instead of a broken line. */
const DRAIN_BYTES_MAX = 16 * 1024 * 1024;

/** Reads a body. Errors: undefined when it is longer than `bytesMax`. */
export async function readBody(
  request: Request | Response,
  bytesMax: number,
): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let byteCount = 0;
  for await (const chunk of request.body ?? []) {
    byteCount += chunk.length;
    if (byteCount > DRAIN_BYTES_MAX) return undefined;
    if (byteCount <= bytesMax) chunks.push(chunk);
  }
  return byteCount > bytesMax ? undefined : new Uint8Array(Buffer.concat(chunks));
}
