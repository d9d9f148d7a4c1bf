/**
 * Headers that keep the app to itself: nothing from elsewhere runs, loads or embeds it, and no address leaks. They stand on
 * every answer, for an error page is a page too.
 */
import type { MiddlewareHandler } from "hono";

/** `wasm-unsafe-eval` is for Automerge's WebAssembly; the demo shows two frames of the app side by side. */
const CONTENT_SECURITY_POLICY = policyWith("connect-src 'self'");
/**
 * The same for the engine's worker, which alone may ask an association's further relays: it holds no page into which anything
 * foreign could be written, and sends nothing but sealed entries and signatures. [REL7]
 */
export const WORKER_SECURITY_POLICY = policyWith(
  "connect-src 'self' https: http://localhost:* http://127.0.0.1:*",
);

/** The no-app page runs its own script and talks to its own relay: what it does not need it may not do. [FORM1] */
export const FORM_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

const HEADERS: readonly (readonly [name: string, value: string])[] = [
  ["content-security-policy", CONTENT_SECURITY_POLICY],
  ["permissions-policy", "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()"],
  ["referrer-policy", "no-referrer"],
  ["x-content-type-options", "nosniff"],
  ["cross-origin-opener-policy", "same-origin"],
  ["cross-origin-resource-policy", "same-origin"],
];

/** Sets the headers on every answer that does not set its own. */
export function securityHeaders(): MiddlewareHandler {
  return async (c, next) => {
    await next();
    for (const [name, value] of HEADERS) if (!c.res.headers.has(name)) c.header(name, value);
  };
}

function policyWith(connect: string): string {
  return [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    connect,
    "worker-src 'self'",
    "manifest-src 'self'",
    "frame-src 'self'",
    "frame-ancestors 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}
