/**
 * この端末を止める: a lost telephone. One revocation, new keys for all it could read, and its household's cards end. [MEM5] [KEY3]
 *
 * Needs no network: the statements are due at the relay, as everything is.
 */
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import type { EngineFailure, EngineRemote } from "../api.ts";
import type { OnboardingPorts } from "./ports.ts";
import { deviceMeant, officerHere, signStops } from "./stopping.ts";

/**
 * Stops a device. What it wrote counts up to where this replica holds its chains; the rest goes to 未確認. [MEM5]
 *
 * Shape:  how many keys were changed.
 * Errors: notAllowed; for a device of one's own rank rootNeeded, sheetsWrong.
 */
export async function stopDevice(
  ports: OnboardingPorts,
  { device, sheets }: Parameters<EngineRemote["stopDevice"]>[0],
): Promise<Result<{ readonly keysChanged: number }, EngineFailure>> {
  const officer = await officerHere(ports);
  const subject = officer && deviceMeant(officer.own, device);
  if (officer === undefined || subject === undefined) return err({ type: "notAllowed" });
  const { household } = subject;
  const stops = await signStops(ports, officer, { subjects: [subject], household, sheets });
  if (!stops.ok) return stops;
  const { statements, keys, keysChanged } = stops.value;
  await ports.replica.addStatements(statements, keys);
  return ok({ keysChanged });
}
