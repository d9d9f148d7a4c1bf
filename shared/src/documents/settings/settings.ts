/**
 * The association's settings, seen by all members. They hide and name things; no policy depends on them. [STR1]
 *
 * Owners of the fields: `association`; `relay-<key>` for the address of each further relay, so that two officers who each add one
 * lose neither. Whether a named relay is used is for its certificate to say, not for this document. [REL7]
 * `alerts-<revision>-<since>` for each word of officers about whose alerts are listened to: the words before stay, for they go on
 * saying what opened the incidents of their time. [STR]
 */
import { KEY_BYTES } from "../../crypto/sign.ts";
import { bytesToHex, decodeHex } from "../../base/bytes.ts";
import { SECONDS_MAX } from "../../records/fields.ts";
import { deviceIdOf } from "../../membership/statement.ts";
import { INTENSITIES } from "../../records/record.ts";
import type { AlertRule } from "../../safety/alerts.ts";
import type { Result } from "../../base/result.ts";
import {
  type EditError,
  type Edited,
  type FieldDocument,
  editDocument,
  fieldsByOwner,
  textField,
  uintField,
} from "../field-document.ts";

/** What members' devices show of the association. */
export interface Settings {
  readonly associationName: string;
  /** Version of the purpose text people agree to; 0 while none was set. */
  readonly purposeVersion: number;
  /** The purpose in the association's own words; empty for the text the app brings. */
  readonly purposeText: string;
}

/** A further relay of the association, and where it is. */
export interface NamedRelay {
  /** The key that it proves at `/healthz`, in hex. */
  readonly relayKey: string;
  /** An origin, without a slash at its end. */
  readonly address: string;
}

/** What the document says. */
export interface SettingsState extends Settings {
  /** By key, ascending; left out by versions that knew none. */
  readonly relays?: readonly NamedRelay[];
  /** The last word first; left out by versions that knew none. */
  readonly alertRules?: readonly AlertRule[];
}

/** Further relays that devices use at most, the first by key: each costs them a request at every start. */
export const NAMED_RELAYS_MAX = 4;
/** Longest address of a relay. */
export const RELAY_ADDRESS_MAX = 200;

/** Changes settings; what is left out stays. */
export function changeSettings(
  document: FieldDocument,
  settings: Partial<Settings>,
): Result<Edited, EditError> {
  return editDocument(document, [{ owner: OWNER, fields: { ...settings } }]);
}

/** Says where a relay is; an empty address takes it off the list. */
export function nameRelay(
  document: FieldDocument,
  { relayKey, address }: NamedRelay,
): Result<Edited, EditError> {
  return editDocument(document, [{ owner: RELAY_OWNER + relayKey, fields: { address } }]);
}

/** Says whose alerts are listened to from now on. The revision is one more than the highest of the document, as far as there are any. */
export function ruleAlerts(
  document: FieldDocument,
  rule: Omit<AlertRule, "revision" | "beaconDevice">,
): Result<Edited, EditError> {
  const [last] = alertRulesOf(fieldsByOwner(document));
  // Where somebody used the numbers up, the time decides: what would not be read again would be said in vain.
  const revision = Math.min(REVISION_MAX, 1 + (last?.revision ?? 0));
  const { sinceSeconds, threshold, ...fields } = rule;
  const owner = `${ALERTS_OWNER}${revision}-${sinceSeconds}`;
  return editDocument(document, [
    { owner, fields: { ...fields, threshold: INTENSITIES.indexOf(threshold) } },
  ]);
}

/** The current settings. */
export function settingsOf(document: FieldDocument): SettingsState {
  const owners = fieldsByOwner(document);
  const fields = owners.get(OWNER) ?? new Map();
  const relays = [...owners].flatMap(([owner, own]) => {
    const relay = { relayKey: owner.slice(RELAY_OWNER.length), address: textField(own, "address") };
    return owner.startsWith(RELAY_OWNER) && isNamed(relay) ? [relay] : [];
  });
  return {
    associationName: textField(fields, "associationName"),
    purposeVersion: uintField(fields, "purposeVersion") ?? 0,
    purposeText: textField(fields, "purposeText"),
    relays: relays.toSorted((left, right) => (left.relayKey < right.relayKey ? -1 : 1)),
    alertRules: alertRulesOf(owners),
  };
}

function alertRulesOf(owners: ReturnType<typeof fieldsByOwner>): readonly AlertRule[] {
  const rules = [...owners].flatMap(([owner, own]) => {
    const [, revision, since] = ALERTS_FORM.exec(owner) ?? [];
    const threshold = INTENSITIES[uintField(own, "threshold") ?? INTENSITIES.length];
    const sinceSeconds = Number(since);
    if (revision === undefined || threshold === undefined || sinceSeconds > SECONDS_MAX) return [];
    const beacon = textField(own, "beacon");
    const key = decodeHex(beacon, KEY_BYTES);
    const rule: AlertRule = {
      revision: Number(revision),
      sinceSeconds,
      beacon: key === undefined ? "" : beacon,
      beaconDevice: key === undefined ? "" : deviceIdOf(key),
      city: uintField(own, "city") ?? 0,
      cityName: textField(own, "cityName"),
      area: uintField(own, "area") ?? 0,
      threshold,
    };
    return [rule];
  });
  return rules.toSorted(
    (left, right) => right.revision - left.revision || right.sinceSeconds - left.sinceSeconds,
  );
}

/**
 * The origin that somebody means by what was typed; undefined for what is no relay's address.
 *
 * Only `https`, and `http` on the same machine: a browser takes nothing else from a page that came over https.
 */
export function relayAddressOf(typed: string): string | undefined {
  const text = typed.trim().toLowerCase().replace(/\/+$/, "");
  const withScheme = text.includes("://") ? text : `https://${text}`;
  return text.length <= RELAY_ADDRESS_MAX && ADDRESS.test(withScheme) ? withScheme : undefined;
}

const OWNER = "association";
const RELAY_OWNER = "relay-";
const ALERTS_OWNER = "alerts-";
/** What fits {@link ALERTS_FORM}. */
const REVISION_MAX = 999_999_999;
const ALERTS_FORM = /^alerts-([1-9][0-9]{0,8})-(0|[1-9][0-9]{0,12})$/;
const NAME = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
const ADDRESS = new RegExp(
  `^(https://${NAME}(\\.${NAME})*|http://localhost|http://127\\.0\\.0\\.1)(:[0-9]{1,5})?$`,
);

function isNamed({ relayKey, address }: NamedRelay): boolean {
  const key = decodeHex(relayKey, KEY_BYTES);
  // One spelling a key: "AB" and "ab" would be two relays.
  return key !== undefined && bytesToHex(key) === relayKey && relayAddressOf(address) === address;
}
