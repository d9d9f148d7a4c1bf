/**
 * The relay without a socket: everything that answers a request, from ports alone, so that tests ask it with `app.request()`.
 */
import { Hono } from "hono";
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import type { Random } from "@tomoshibi/shared/ports/random.ts";
import { NONCE_HEADER } from "@tomoshibi/shared/relay-api/paths.ts";
import { createAllowances } from "./admission/allowances.ts";
import { createAssociations } from "./admission/associations.ts";
import { createIntakeSweeper } from "./admission/intake-sweeper.ts";
import { createNonces } from "./admission/nonces.ts";
import { createVerifier } from "./admission/verifier.ts";
import { createWaitingReads } from "./admission/waiting-reads.ts";
import { createAssetRoutes } from "./assets/asset-routes.ts";
import type { Assets } from "./assets/assets.ts";
import { answerError } from "./http/answers.ts";
import { allowOtherOrigins } from "./http/other-origins.ts";
import type { RelayIdentity } from "./http/relay-identity.ts";
import { type RelayDeps, createRelayRoutes } from "./http/relay-routes.ts";
import { admitVisits } from "./http/stream-admission.ts";
import { securityHeaders } from "./http/security-headers.ts";
import { createTurns } from "./http/turns.ts";
import { type Logger, nameOfCause } from "./logging/log.ts";
import { logFailure, requestLog } from "./logging/request-log.ts";
import { measureRequests, measureWaiting } from "./metrics/measured.ts";
import type { Meter } from "./metrics/meter.ts";
import type { Storage } from "./storage/storage.ts";
import { createStreamRoutes } from "./streams/routes.ts";

/** What the relay asks of the world. */
export interface AppPorts extends RelayIdentity {
  readonly storage: Storage;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Logger;
  readonly meter: Meter;
  /** The built app; undefined when this relay serves none. */
  readonly assets: Assets | undefined;
  /** Ends reads that wait, so that the relay can stop. */
  readonly stopping: AbortSignal;
}

/** Makes the relay. */
export function createApp(ports: AppPorts): Hono {
  const { log, storage, stopping } = ports;
  const verifySignature = createVerifier();
  const nonces = createNonces(ports);
  const takeTurn = createTurns();
  const associations = createAssociations({ storage, verifySignature, takeTurn });
  const deps: RelayDeps = {
    ...ports,
    verifySignature,
    nonces,
    allowances: createAllowances(ports),
    takeTurn,
    associations,
    intake: createIntakeSweeper({
      ...{ storage, associations, clock: ports.clock, verifySignature },
      onBroken: (cause) => log.error(nameOfCause(cause), "broken while sweeping an intake"),
    }),
    waitingReads: measureWaiting(createWaitingReads(stopping), ports.meter),
  };
  const app = new Hono();
  app.use(requestLog(ports));
  app.use(measureRequests(ports));
  app.use(securityHeaders());
  for (const path of ["/v1/*", "/healthz"]) {
    app.use(path, async (c, next) => {
      await next();
      c.header(NONCE_HEADER, bytesToHex(nonces.fresh()));
      // A connection that is kept would keep the relay from stopping.
      if (stopping.aborted) c.header("connection", "close");
    });
  }
  for (const path of ["/v1/bundles/*", "/v1/reads/*", "/v1/invites/*", "/healthz"])
    app.use(path, allowOtherOrigins());
  app.route("/", createRelayRoutes(deps));
  const admit = admitVisits(deps);
  app.route("/v1/streams", createStreamRoutes({ storage, clock: ports.clock, admit, stopping }));
  app.all("/v1/*", () => answerError({ type: "NotFound" }));
  app.route("/", createAssetRoutes(ports.assets));
  app.onError((cause, c) => {
    logFailure(log, c, nameOfCause(cause));
    return answerError({ type: "Unavailable", cause });
  });
  return app;
}
