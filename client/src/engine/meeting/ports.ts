/** What meeting without a relay asks of the world. */
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import type { OpenReplica } from "../replica/replica.ts";
import type { ReplicaStore } from "../store/replica-store.ts";

/** The replica, its store and the clock; no network. */
export interface MeetingPorts {
  readonly replica: OpenReplica;
  readonly database: ReplicaStore;
  readonly clock: Clock;
}
