/**
 * The association's settings, seen by all members. They hide and name things; no policy depends on them. [STR1]
 *
 * Owner of the fields: `association`.
 */
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

/** Changes settings; what is left out stays. */
export function changeSettings(
  document: FieldDocument,
  settings: Partial<Settings>,
): Result<Edited, EditError> {
  return editDocument(document, [{ owner: OWNER, fields: { ...settings } }]);
}

/** The current settings. */
export function settingsOf(document: FieldDocument): Settings {
  const fields = fieldsByOwner(document).get(OWNER) ?? new Map();
  return {
    associationName: textField(fields, "associationName"),
    purposeVersion: uintField(fields, "purposeVersion") ?? 0,
    purposeText: textField(fields, "purposeText"),
  };
}

const OWNER = "association";
