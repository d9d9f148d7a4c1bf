/** What founding, joining and making cards ask of the world. */
import type { EngineFailure } from "../api.ts";
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import type { Random } from "@tomoshibi/shared/ports/random.ts";
import type { Keyring } from "@tomoshibi/shared/keys/keyring.ts";
import type { Authority, SignatureCache } from "@tomoshibi/shared/membership/authority.ts";
import type { Statement } from "@tomoshibi/shared/membership/statement.ts";
import type { OpenReplica } from "../replica/replica.ts";
import type { Vault } from "../replica/vault.ts";
import type { ReplicaDatabase } from "../store/database.ts";
import type { Transport, TransportFailure } from "../transports/transport.ts";

/** What is known here of the association, for making cards. */
export interface OwnMembership {
  readonly authority: Authority;
  readonly statements: readonly Statement[];
  readonly signatures: SignatureCache;
  readonly keyring: Keyring;
  readonly associationName: string;
  readonly isDemo: boolean;
  readonly purposeVersion: number;
}

/** The ports. */
export interface OnboardingPorts {
  readonly replica: OpenReplica;
  readonly database: ReplicaDatabase;
  readonly clock: Clock;
  readonly random: Random;
  readonly vault: Vault;
  /** The relay that serves this app: named on cards, asked about typed codes. */
  readonly relayUrl: string;
  readonly transportTo: (relayUrl: string) => Transport;
  /** False on an insecure origin, where no keys are made. [MEM1] */
  readonly isSecure: boolean;
  /** undefined before founding or joining. */
  readonly ownMembership: () => Promise<OwnMembership | undefined>;
}

/** How a relay's refusal of a card's id looks to a person. [MEM6] */
export function cardFailure(failure: TransportFailure): EngineFailure {
  if (failure.type === "notFound") return { type: "codeWrong" };
  if (failure.type === "gone") return { type: "cardUsedUp" };
  return { type: "offline" };
}
