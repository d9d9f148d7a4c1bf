/**
 * Keeps what is due at the relay in the service worker's box, so that a check-in of an app that was closed goes out as soon as
 * the browser sees a network. [DEL4] An extra way only: whatever becomes of the box, the outbox is what is sent.
 */
import type { Bundle } from "@tomoshibi/shared/relay-api/bundle.ts";
import { bundlesPath } from "@tomoshibi/shared/relay-api/paths.ts";
import type { Replica } from "../replica/replica.ts";
import type { ReplicaStore } from "../store/replica-store.ts";
import { relayKeyName } from "./known-relay.ts";

/** What keeping needs of the world. */
export interface ParcelPorts {
  readonly database: ReplicaStore;
  readonly relayUrl: string;
  /** undefined where there is no service worker to post anything. */
  readonly putParcel: ((address: string, bundle: Bundle | undefined) => Promise<void>) | undefined;
}

/** The replica's parcel. */
export interface Parcel {
  /** What is due changed: packs it anew, in order with the calls before. Never rejects. */
  update(): Promise<void>;
}

/** Starts with whatever an earlier start left in the box. */
export function createParcel(
  { database, relayUrl, putParcel }: ParcelPorts,
  replica: Pick<Replica, "identity" | "outgoing">,
): Parcel {
  let isEmpty = false;
  let last: Promise<void> = Promise.resolve();

  async function pack(): Promise<void> {
    const { identity } = replica;
    if (identity === undefined || putParcel === undefined) return;
    const known = (await database.keyValues.get(relayKeyName(relayUrl)))?.value;
    const bundle = await replica.outgoing(typeof known === "string" ? known : "", "ownLater");
    if (bundle === undefined && isEmpty) return;
    await putParcel(relayUrl + bundlesPath(identity.association), bundle);
    isEmpty = bundle === undefined;
  }

  return {
    update() {
      last = last.then(pack).catch(() => undefined);
      return last;
    },
  };
}
