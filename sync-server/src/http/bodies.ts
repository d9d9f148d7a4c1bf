/** Bodies of requests: bounded before they are read, decoded exactly. */
import type { Context } from "hono";
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import { BODY_BYTES_MAX, CBOR_TYPE } from "@tomoshibi/shared/relay-api/paths.ts";
import { readBody } from "../streams/bodies.ts";
import type { HttpError } from "./answers.ts";

/** Reads a canonical CBOR body with the given decoder. */
export async function readCborBody<Value>(
  c: Context,
  decode: (bytes: Uint8Array) => Value | undefined,
): Promise<Result<Value, HttpError>> {
  if (!isCbor(c.req.raw)) return err({ type: "WrongType" });
  const bytes = await readBody(c.req.raw, BODY_BYTES_MAX);
  if (bytes === undefined) return err({ type: "TooLarge" });
  const value = decode(bytes);
  return value === undefined ? err({ type: "Malformed" }) : ok(value);
}

/** Tells whether a request says that its body is CBOR. */
export function isCbor(request: Request): boolean {
  const type = request.headers.get("content-type")?.split(";")[0];
  return type?.trim().toLowerCase() === CBOR_TYPE;
}
