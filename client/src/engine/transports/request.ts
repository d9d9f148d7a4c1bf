/**
 * One HTTP request with an end: a time limit that every arriving byte renews, a size limit, and no exception.
 */
import { concatBytes } from "@tomoshibi/shared/base/bytes.ts";
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import type { TransportFailure } from "./transport.ts";

/** The part of `fetch` that is used; tests pass their own. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** What to ask. */
export interface HttpRequest {
  readonly url: string;
  readonly method: "GET" | "POST" | "PUT";
  readonly body?: Uint8Array;
  readonly contentType?: string;
  /** How long until the answer begins. */
  readonly timeoutMs: number;
  readonly answerBytesMax: number;
  readonly signal?: AbortSignal | undefined;
}

/** What came back, whatever its status. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: Uint8Array;
  header(name: string): string | undefined;
}

/** Longest silence in the middle of an answer: a slow link is fine, a dead one is not. */
export const STALL_MS_MAX = 20_000;

/**
 * Asks and reads the whole answer.
 *
 * Errors: cancelled when `signal` ended it; notARelay when the answer is larger than a relay's can be; offline for all else.
 */
export async function request(
  fetch: Fetch,
  { url, method, body, contentType, timeoutMs, answerBytesMax, signal }: HttpRequest,
): Promise<Result<HttpAnswer, TransportFailure>> {
  const controller = new AbortController();
  const cancel = () => controller.abort();
  if (isAborted(signal)) return err({ type: "cancelled" });
  signal?.addEventListener("abort", cancel);
  let timer = setTimeout(cancel, timeoutMs);
  const renew = () => {
    clearTimeout(timer);
    timer = setTimeout(cancel, STALL_MS_MAX);
  };
  try {
    const response = await fetch(url, {
      method,
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: controller.signal,
      ...(body === undefined ? {} : { body: new Uint8Array(body) }),
      ...(contentType === undefined ? {} : { headers: { "content-type": contentType } }),
    });
    renew();
    const bytes = await readBody(response, answerBytesMax, renew);
    if (bytes === undefined) {
      controller.abort();
      return err({ type: "notARelay" });
    }
    return ok({
      status: response.status,
      body: bytes,
      header: (name) => response.headers.get(name) ?? undefined,
    });
  } catch {
    return err({ type: isAborted(signal) ? "cancelled" : "offline" });
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener("abort", cancel);
  }
}

function isAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}

async function readBody(
  response: Response,
  bytesMax: number,
  renew: () => void,
): Promise<Uint8Array | undefined> {
  if (response.body === null) return new Uint8Array();
  const reader = response.body.getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return concatBytes(...chunks);
    renew();
    length += value.length;
    if (length > bytesMax) return undefined;
    chunks.push(value);
  }
}
