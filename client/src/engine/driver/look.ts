/**
 * A look at a further relay that is handed everything and not read: one request a contact for new statements, so that there is an
 * offset by which its loss is noticed. Without one, all would be handed in to it again at each opening of the app. [REL7] [REL1]
 */
import { type Result, ok } from "@tomoshibi/shared/base/result.ts";
import { OFFSET_START } from "@tomoshibi/shared/relay-api/paths.ts";
import { goesOnFrom } from "@tomoshibi/shared/relay-api/reads.ts";
import type { Replica } from "../replica/replica.ts";
import type { Transport, TransportFailure } from "../transports/transport.ts";
import { isLoss, toArrivals } from "./read.ts";

/** Looks. Shape: whether the relay has lost what it had. Errors: those of the transport, as far as another try may help. */
export async function lookAt(
  { replica, transport }: { readonly replica: Replica; readonly transport: Transport },
  relayKey: string,
  signal: AbortSignal,
): Promise<Result<{ readonly isGone: boolean }, TransportFailure>> {
  const { identity } = replica;
  if (identity === undefined) return ok({ isGone: false });
  const stream = "membership" as const;
  const offset = (await replica.cursors(relayKey, [stream])).get(stream) ?? OFFSET_START;
  const streams = [{ stream, offset }];
  const { association } = identity;
  const answer = await transport.read(
    { association, reader: identity, relayKey, streams, waitMs: 0 },
    signal,
  );
  if (!answer.ok) return isLoss(answer.error, streams) ? ok({ isGone: true }) : answer;
  const read = answer.value.find((one) => one.stream === stream);
  if (read === undefined) return ok({ isGone: false });
  if (read.messages.length > 0) await replica.receive(toArrivals(read), relayKey);
  if (read.state === "ok" && read.nextOffset !== offset && goesOnFrom(offset, read))
    await replica.setCursors(relayKey, new Map([[stream, read.nextOffset]]));
  return ok({ isGone: read.state === "gone" });
}
