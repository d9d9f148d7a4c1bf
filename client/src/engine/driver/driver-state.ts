/** What the driver of one relay knows: the state of the machine in machine.ts. */

/** What the runner can be told to do; one at a time. */
export type Work = "seal" | "probe" | "join" | "push" | "serve" | "read" | "look" | "forget";

/** What waits for time to pass. */
export type Timer = "rest" | "push" | "serve" | "seal";

/** Everything the driver knows. */
export interface DriverState {
  readonly isMember: boolean;
  /** A card was read without network: the rest of joining waits for the relay. */
  readonly isJoining: boolean;
  readonly isVisible: boolean;
  /** Another relay is read: this one is only handed what is due. */
  readonly isAside: boolean;
  readonly running: Work | undefined;
  readonly isCancelling: boolean;
  readonly isResting: boolean;
  readonly connection: "unknown" | "connected" | "offline";
  readonly relayKey: string | undefined;
  /** The relay has to prove itself before the next request. */
  readonly isUnsure: boolean;
  readonly wantsSeal: boolean;
  readonly wantsPush: boolean;
  readonly wantsServe: boolean;
  readonly wantsForget: boolean;
  /** A further relay that is not read was not looked at in this contact. [REL7] */
  readonly wantsLook: boolean;
  readonly hasServedLately: boolean;
  readonly failures: number;
  readonly pushes: number;
  readonly quietRounds: number;
  readonly dryRounds: number;
  /** Histories lost by the relay since somebody last asked for a contact. */
  readonly losses: number;
  readonly broken: readonly Work[];
}

/** The state before the first event: nothing known, nothing running. */
export const DRIVER_START: DriverState = {
  isMember: false,
  isJoining: false,
  isVisible: false,
  isAside: false,
  running: undefined,
  isCancelling: false,
  isResting: false,
  connection: "unknown",
  relayKey: undefined,
  isUnsure: true,
  wantsSeal: false,
  wantsPush: false,
  wantsServe: false,
  wantsForget: false,
  wantsLook: false,
  hasServedLately: false,
  failures: 0,
  pushes: 0,
  quietRounds: 0,
  dryRounds: 0,
  losses: 0,
  broken: [],
};
