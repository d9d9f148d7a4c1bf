/**
 * An incident as screens show it: the answer of the fold in incidents.ts over incidentOpened, -Linked and -Changed records.
 */
import type { DeviceId, IncidentId } from "../base/ids.ts";
import type { Cause, IncidentOrigin } from "../records/record.ts";

/** One (joined) incident. */
export interface Incident {
  /** The id that stands for all joined ones: the lowest of an alert if any, else the lowest. */
  readonly incident: IncidentId;
  /** All ids that are shown inside this one, its own included. */
  readonly joined: readonly IncidentId[];
  readonly origin: IncidentOrigin["type"];
  readonly cause: Cause;
  readonly title: string;
  readonly isDrill: boolean;
  /** 仮: opened by a resident; shown to that device and to officers until an officer or an alert confirms it. */
  readonly isProvisional: boolean;
  readonly isOpen: boolean;
  readonly openedAtMs: number;
  /** What the word that ended it says of the time, whoever's clock that was: see ended-at.ts. */
  readonly closedAtMs: number | undefined;
  /** How it ended. Absent while it is open, and where not folded since an update. */
  readonly ended?: End;
  /** Households that opened it by 揺れました, for officers. */
  readonly openedByHouseholds: readonly number[];
  /** Devices that opened it and did not take it back: a provisional incident is shown on these, and to officers. */
  readonly openedByDevices: readonly DeviceId[];
}

/** How a check ended: by one word, or by several officers who had not heard of each other. */
export interface End {
  /** When the first word of it came here. */
  readonly arrivedAtMs: number;
  /** The earliest that any of them says. */
  readonly saidAtMs: number;
  /** Who had opened it may have taken that back instead: then nobody in office has looked. */
  readonly isByOfficer: boolean;
}
