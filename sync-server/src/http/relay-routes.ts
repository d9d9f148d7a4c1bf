/** The relay's own interface: bundles, reads, invites, health. [REL2] [REL5] [REL6] [MEM6] */
import { type Context, Hono } from "hono";
import { decodeHex } from "@tomoshibi/shared/base/bytes.ts";
import { type AssociationId, type DeviceId, parseId } from "@tomoshibi/shared/base/ids.ts";
import {
  type Verdict,
  decodeBundle,
  encodeBundleAnswer,
} from "@tomoshibi/shared/relay-api/bundle.ts";
import { decodeCardsRequest, encodeCardsAnswer } from "@tomoshibi/shared/relay-api/cards.ts";
import { HEALTH_NONCE_BYTES, signHealth } from "@tomoshibi/shared/relay-api/health.ts";
import {
  BUNDLE_ENTRIES_MAX,
  BUNDLE_STATEMENTS_MAX,
  READ_STREAMS_MAX,
} from "@tomoshibi/shared/relay-api/paths.ts";
import {
  type ReadRequest,
  type StreamRead,
  decodeInvitePut,
  decodeReadRequest,
  encodeReadAnswer,
} from "@tomoshibi/shared/relay-api/reads.ts";
import { type AdmissionDeps, admitBundle } from "../admission/bundles.ts";
import { exchangeCards } from "../admission/cards.ts";
import { isServing } from "../admission/entries.ts";
import type { IntakeSweeper } from "../admission/intake-sweeper.ts";
import { lookUpInvite, putInvite } from "../admission/invites.ts";
import { HEALTH_ALLOWANCE } from "../admission/limits.ts";
import { SWEPT } from "../admission/read-to.ts";
import { type ReadDeps, readStreams } from "../admission/reads.ts";
import { type TokenDeps, identifyReader, payForRead } from "../admission/tokens.ts";
import { answerBytes, answerError } from "./answers.ts";
import { readCborBody } from "./bodies.ts";
import type { Meter } from "../metrics/meter.ts";
import { RELAY_SEED_SETTING } from "./relay-identity.ts";
import type { TakeTurn } from "./turns.ts";

/** What the routes need of the world. */
export interface RelayDeps extends AdmissionDeps, ReadDeps, TokenDeps {
  readonly relaySeed: Uint8Array;
  readonly meter: Meter;
  readonly takeTurn: TakeTurn;
  readonly intake: IntakeSweeper;
}

/** Verdicts of items that the intake took, or had no room for. */
const TOUCHING: readonly Verdict[] = ["intake", "later"];

/** Makes the routes. */
export function createRelayRoutes(deps: RelayDeps): Hono {
  return new Hono()
    .get("/healthz", (c) => health(deps, c))
    .post("/v1/bundles/:association", (c) => bundles(deps, c))
    .post("/v1/reads/:association", (c) => reads(deps, c))
    .post("/v1/cards/:association", (c) => cards(deps, c))
    .get("/v1/invites/:invite", (c) => invite(deps, c))
    .put("/v1/invites/:invite", (c) => newInvite(deps, c));
}

async function bundles(deps: RelayDeps, c: Context): Promise<Response> {
  const body = await readCborBody(c, decodeBundle);
  if (!body.ok) return answerError(body.error);
  const bundle = body.value;
  if (bundle.association !== c.req.param("association")) return answerError({ type: "Malformed" });
  const entryCount = bundle.streams.reduce((sum, { entries }) => sum + entries.length, 0);
  if (entryCount > BUNDLE_ENTRIES_MAX || bundle.statements.length > BUNDLE_STATEMENTS_MAX) {
    return answerError({ type: "TooLarge" });
  }
  await deps.takeTurn();
  const answer = await admitBundle(deps, bundle);
  if (!answer.ok) return answerError(answer.error);
  deps.meter.admitted(answer.value);
  const isTouched = answer.value.entries.some(({ verdict }) => TOUCHING.includes(verdict));
  // After the answer: nobody waits for it, and who found the intake full tries again.
  if (isTouched) void deps.intake.sweep(bundle.association);
  return answerBytes(encodeBundleAnswer(answer.value));
}

async function reads(deps: RelayDeps, c: Context): Promise<Response> {
  const association = parseId("association", c.req.param("association") ?? "");
  if (association === undefined) return answerError({ type: "NotFound" });
  const body = await readCborBody(c, decodeReadRequest);
  if (!body.ok) return answerError(body.error);
  const request = body.value;
  if (request.streams.length > READ_STREAMS_MAX) return answerError({ type: "TooLarge" });
  await deps.takeTurn();
  const reader = await identifyReader(deps, association, request.token);
  if (!reader.ok) return answerError(reader.error);
  const { standing } = reader.value;
  if (!payForRead(deps, association, standing)) return answerError({ type: "TooMany" });
  const left = c.req.raw.signal;
  const answer = await readStreams(deps, { association, standing, request, left });
  if (!answer.ok) return answerError(answer.error);
  if (isServing(standing))
    noteIntakeRead(deps, association, standing.device, request, answer.value);
  return answerBytes(encodeReadAnswer(answer.value));
}

/** An officer's device asks for what follows an offset once what is before it is stored there. [REL4] */
function noteIntakeRead(
  { intake }: RelayDeps,
  association: AssociationId,
  device: DeviceId,
  { streams }: ReadRequest,
  answers: readonly StreamRead[],
): void {
  for (const swept of SWEPT) {
    const asked = streams.find(({ stream }) => stream === swept);
    const isOwn = answers.some(({ stream, state }) => stream === swept && state === "ok");
    if (asked === undefined || !isOwn) continue;
    intake.noteRead(association, device, asked.offset, swept);
    void intake.sweep(association);
  }
}

async function cards(deps: RelayDeps, c: Context): Promise<Response> {
  const association = parseId("association", c.req.param("association") ?? "");
  if (association === undefined) return answerError({ type: "NotFound" });
  const body = await readCborBody(c, decodeCardsRequest);
  if (!body.ok) return answerError(body.error);
  await deps.takeTurn();
  const answer = await exchangeCards(deps, association, body.value);
  return answer.ok ? answerBytes(encodeCardsAnswer(answer.value)) : answerError(answer.error);
}

async function invite(deps: RelayDeps, c: Context): Promise<Response> {
  const id = parseId("invite", c.req.param("invite") ?? "");
  if (id === undefined) return answerError({ type: "NotFound" });
  const blob = await lookUpInvite(deps, id);
  return blob.ok ? answerBytes(blob.value, "application/octet-stream") : answerError(blob.error);
}

async function newInvite(deps: RelayDeps, c: Context): Promise<Response> {
  const id = parseId("invite", c.req.param("invite") ?? "");
  if (id === undefined) return answerError({ type: "NotFound" });
  const body = await readCborBody(c, decodeInvitePut);
  if (!body.ok) return answerError(body.error);
  const stored = await putInvite(deps, id, body.value);
  return stored.ok ? new Response(null, { status: 204 }) : answerError(stored.error);
}

/** With `n` a signature nobody else can make; without it a plain word for whatever watches the process. */
async function health(deps: RelayDeps, c: Context): Promise<Response> {
  const headers = { "cache-control": "no-store" };
  const text = c.req.query("n");
  if (text === undefined) {
    const usable = await deps.storage.setting(RELAY_SEED_SETTING);
    return usable.ok ? c.json({ status: "ok" }, 200, headers) : answerError(usable.error);
  }
  const nonce = decodeHex(text, HEALTH_NONCE_BYTES);
  if (nonce === undefined) return answerError({ type: "Malformed" });
  if (!deps.allowances.take("health", HEALTH_ALLOWANCE)) return answerError({ type: "TooMany" });
  return c.json(signHealth(deps.relaySeed, deps.relayKey, nonce), 200, headers);
}
