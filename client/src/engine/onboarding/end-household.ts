/**
 * 世帯をはずす: a household leaves the association, in one step. [ERA1] [MEM5] [KEY3]
 *
 * Its devices are stopped, its cards end, the keys that any of them could read are renewed once, it leaves the roster, and what it
 * reported, registered and said to its group is erased; counts stay. Needs no network: all of it is due at the relay, as everything
 * is. Whose devices rank as high as this one is ended by the root's sheets or by somebody else: then nothing is done.
 */
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import type { EngineFailure, EngineRemote } from "../api.ts";
import { storedIntent } from "../commands.ts";
import { adminsOf, authorityWith } from "./office.ts";
import type { OnboardingPorts } from "./ports.ts";
import { devicesOf, officerHere, signStops } from "./stopping.ts";

/** Chance in the name of the intent that takes it off the roster: who comes back may leave again. */
const CHANCE_BYTES = 8;

/**
 * Ends a household; all of it or nothing.
 *
 * Shape:  how many devices were stopped, and how many keys changed.
 * Errors: notAllowed, also for the own household; openReports while somebody speaks of it in a safety check that goes on; for
 *         devices of one's own rank rootNeeded, sheetsWrong; lastAdmin where nobody would be left who appoints
 *         officers.
 */
export async function endHousehold(
  ports: OnboardingPorts,
  { household, sheets }: Parameters<EngineRemote["endHousehold"]>[0],
): Promise<Result<{ readonly devices: number; readonly keysChanged: number }, EngineFailure>> {
  const { replica, random, clock } = ports;
  // What was typed a moment ago is on the roster, or told, before it is taken off.
  await replica.drainIntents();
  await replica.idle();
  const officer = await officerHere(ports);
  if (officer === undefined || household === 0 || officer.self.household === household)
    return err({ type: "notAllowed" });
  const subjects = devicesOf(officer.own, household);
  const stops = await signStops(ports, officer, { subjects, household, sheets });
  if (!stops.ok) return stops;
  const after = authorityWith(officer.own, stops.value.statements);
  if (adminsOf(officer.own.authority) > 0 && adminsOf(after) === 0)
    return err({ type: "lastAdmin" });
  const atMs = clock.nowMs();
  const id = `end-${household}-${bytesToHex(random.bytes(CHANCE_BYTES))}`;
  const { statements, keys, keysChanged } = stops.value;
  const answer = await replica.endHousehold({
    ...{ household, statements, keys, atMs },
    removal: storedIntent(id, { type: "removeHousehold", number: household }, atMs),
  });
  return answer === "ended" ? ok({ devices: subjects.length, keysChanged }) : err({ type: answer });
}
