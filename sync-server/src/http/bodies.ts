/** Bodies of requests: bounded before they are read, decoded exactly. */
import type { Context } from "hono";
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import { BODY_BYTES_MAX, CBOR_TYPE } from "@tomoshibi/shared/relay-api/paths.ts";
import type { HttpError } from "./answers.ts";

/** Reads a canonical CBOR body with the given decoder. */
export async function readBody<Value>(
  c: Context,
  decode: (bytes: Uint8Array) => Value | undefined,
): Promise<Result<Value, HttpError>> {
  const type = c.req.header("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== CBOR_TYPE) return err({ type: "WrongType" });
  const bytes = await readBounded(c.req.raw);
  if (bytes === undefined) return err({ type: "TooLarge" });
  const value = decode(bytes);
  return value === undefined ? err({ type: "Malformed" }) : ok(value);
}

/** Stops reading as soon as a body is too long, whatever its `content-length` says. */
async function readBounded(request: Request): Promise<Uint8Array | undefined> {
  if (Number(request.headers.get("content-length") ?? 0) > BODY_BYTES_MAX) return undefined;
  const chunks: Uint8Array[] = [];
  let byteCount = 0;
  for await (const chunk of request.body ?? []) {
    byteCount += chunk.length;
    if (byteCount > BODY_BYTES_MAX) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
