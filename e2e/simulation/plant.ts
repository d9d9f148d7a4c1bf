/** What a fault put in on purpose is. */
import type { OpenReplica } from "@tomoshibi/client/engine/replica/replica.ts";
import type { VerifySignature } from "@tomoshibi/shared/crypto/sign.ts";
import type { Person } from "./person.ts";
import type { VirtualRelay } from "./virtual-relay.ts";
import type { Climate } from "./weather.ts";

/** One planted fault. */
export interface Plant {
  readonly name: string;
  /** What the failure must speak of, so that it is caught for what it is. */
  readonly caughtAs: RegExp;
  /** The one thing mallory tries, where the fault shows by nothing else. */
  readonly attack?: string;
  /** What happens more often than else, where the fault shows by nothing else. */
  readonly often?: string;
  /** Documents are tidied after each happening, where that seldom leads there. */
  readonly isMuchTidied?: true;
  /** Weather that comes more often than else, where the fault shows by nothing else. */
  readonly climate?: Partial<Climate>;
  /** Happenings, where few do not lead there. */
  readonly steps?: number;
  /** Relays there are, where a second one makes up for the fault. */
  readonly relays?: 1;
  readonly replica?: (replica: OpenReplica, person: Person) => OpenReplica;
  readonly relay?: (relay: VirtualRelay) => VirtualRelay;
  readonly verifySignature?: (honest: VerifySignature) => VerifySignature;
}

/** A replica of which some verbs do something else. */
export function over(replica: OpenReplica, verbs: Partial<OpenReplica>): OpenReplica {
  // Getters stay getters: authority and keyring change.
  return Object.create(replica, Object.getOwnPropertyDescriptors(verbs)) as OpenReplica;
}
