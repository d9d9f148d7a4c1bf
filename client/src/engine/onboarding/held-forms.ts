/** The tray of forms that came from the no-app page, and the link that its poster shows. Officers. [FORM1] [FORM3] */
import { recordIdOf } from "@tomoshibi/shared/base/ids.ts";
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import { FORM_PATH, encodeFormLink } from "@tomoshibi/shared/entry/form-link.ts";
import { writeOnlyKey } from "@tomoshibi/shared/keys/epoch.ts";
import {
  type Authority,
  currentEpoch,
  standingsOf,
} from "@tomoshibi/shared/membership/authority.ts";
import { isOfficer } from "@tomoshibi/shared/membership/standing.ts";
import { decodePayload } from "@tomoshibi/shared/records/payload.ts";
import { foldHeld } from "@tomoshibi/shared/safety/held.ts";
import { type EngineFailure, type FormPoster, type HeldForm, takenOver } from "../api.ts";
import type { EntryRow } from "../store/rows.ts";
import { heldDecisions } from "./held-decisions.ts";
import type { OnboardingPorts } from "./ports.ts";

/** Lists them, calls for help first, then the newest. Errors: notAllowed on a device that is no officer's. */
export async function heldForms(
  ports: OnboardingPorts,
): Promise<Result<readonly HeldForm[], EngineFailure>> {
  const { database } = ports;
  if (officersAuthority(ports) === undefined) return err({ type: "notAllowed" });
  const rows = await database.entries.where("stream").equals("forms").toArray();
  const states = foldHeld(await heldDecisions(database));
  const own = await takenOver(
    database,
    rows.map(({ entryId }) => recordIdOf(entryId)),
  );
  const forms = rows.flatMap((row): readonly HeldForm[] => {
    const form = formIn(row);
    if (form === undefined) return [];
    const recordId = recordIdOf(row.entryId);
    const state = own.has(recordId) ? "adopted" : (states.get(recordId) ?? "open");
    return [{ recordId, form, arrivedAtMs: arrivedAtMs(row), state }];
  });
  return ok(forms.toSorted(byUrgency));
}

/** The address that the poster shows, for the newest key. Errors: notAllowed as above, and where that key is not known here. */
export async function formPoster(
  ports: OnboardingPorts,
): Promise<Result<FormPoster, EngineFailure>> {
  const { replica, relayUrl } = ports;
  const authority = officersAuthority(ports);
  const epoch = authority && currentEpoch(authority, "safety");
  const key = epoch && writeOnlyKey(epoch);
  const membership = await ports.ownMembership();
  if (key?.publicKey === undefined || membership === undefined || replica.identity === undefined)
    return err({ type: "notAllowed" });
  const { associationName } = membership;
  const link = encodeFormLink({
    association: replica.identity.association,
    associationName,
    key: { ...key, publicKey: key.publicKey },
  });
  return ok({ associationName, url: `${new URL(FORM_PATH, relayUrl).href}#${link}` });
}

function officersAuthority({ replica }: OnboardingPorts): Authority | undefined {
  const { identity, authority } = replica;
  if (identity === undefined || authority === undefined) return undefined;
  return standingsOf(authority, identity.device).some(isOfficer) ? authority : undefined;
}

function formIn({ reason, payload }: EntryRow): HeldForm["form"] | undefined {
  const decoded = reason === "form" && payload ? decodePayload(payload) : undefined;
  return decoded?.kind === "form" ? decoded : undefined;
}

/** By the relay's clock where one brought it: that is when it was handed in. */
function arrivedAtMs({ relayedAtSeconds, arrivedAtMs: hereAtMs }: EntryRow): number {
  return relayedAtSeconds === undefined ? hereAtMs : relayedAtSeconds * 1000;
}

function byUrgency(left: HeldForm, right: HeldForm): number {
  const isHelp = ({ form }: HeldForm) => Number(form.status === "help");
  return isHelp(right) - isHelp(left) || right.arrivedAtMs - left.arrivedAtMs;
}
