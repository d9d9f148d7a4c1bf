/**
 * What becomes of an item of the intake: it waits until its author is admitted, or until officers' devices hold it. Pure. [REL4]
 *
 * Why not at once: what one officer's device has read, the others are to find here too. Dropping frees the relay only; whoever
 * sent it keeps it until a receipt covers it. [DEL1] [DEL3]
 */
import {
  FORMS_BYTES_MAX,
  FORMS_MESSAGES_MAX,
  INTAKE_BYTES_MAX,
  INTAKE_CROWDED_KEEP_MS,
  INTAKE_CROWDED_SHARE,
  INTAKE_KEEP_MS,
  INTAKE_MESSAGES_MAX,
} from "./limits.ts";

/** One item, and what is known of it. */
export interface IntakeCase {
  readonly position: number;
  readonly arrivedAtMs: number;
  /** Its author may by now write where it was meant for. */
  readonly isAdmitted: boolean;
  /** An officer's receipt lists it: applied and stored on a device of theirs. */
  readonly isCovered: boolean;
}

/** What all items of an association share. */
export interface IntakeOutlook {
  readonly nowMs: number;
  readonly isCrowded: boolean;
  /** How far each officer's device has read: it asks from an offset only once what is before it is stored there. */
  readonly officersReadTo: readonly number[];
  /** Officers' devices that are not stopped. */
  readonly officerCount: number;
}

/** moves: to the stream it was meant for; drops: a husk in its place. */
export type IntakeFate = "stays" | "moves" | "drops";

/** Officers' devices that must hold an item; fewer where there are not as many. */
const HOLDERS_MIN = 2;

/** Decides. The relay's clock says only how long the relay keeps it, never whether it is right. [MEM4] */
export function fateOf(item: IntakeCase, outlook: IntakeOutlook): IntakeFate {
  if (item.isAdmitted) return "moves";
  const { officersReadTo, officerCount, isCrowded, nowMs } = outlook;
  const holderCount = officersReadTo.filter((position) => position >= item.position).length;
  const isHeld = holderCount > 0 && holderCount >= Math.min(HOLDERS_MIN, officerCount);
  if (!item.isCovered && !isHeld) return "stays";
  const keepMs = isCrowded ? INTAKE_CROWDED_KEEP_MS : INTAKE_KEEP_MS;
  return nowMs - item.arrivedAtMs >= keepMs ? "drops" : "stays";
}

/** Tells whether room in the intake is getting short. */
export function isCrowded(
  live: { readonly messageCount: number; readonly byteCount: number },
  stream: "intake" | "forms" = "intake",
): boolean {
  const [messagesMax, bytesMax] =
    stream === "forms"
      ? [FORMS_MESSAGES_MAX, FORMS_BYTES_MAX]
      : [INTAKE_MESSAGES_MAX, INTAKE_BYTES_MAX];
  return (
    live.messageCount > messagesMax * INTAKE_CROWDED_SHARE ||
    live.byteCount > bytesMax * INTAKE_CROWDED_SHARE
  );
}
