import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { idBytes } from "../base/ids.ts";
import { readKeys } from "../keys/keyring.ts";
import { currentEpoch } from "../membership/authority.ts";
import { FORM_MAX, type Form, encodeForm } from "../records/form-wire.ts";
import { judge } from "../sync/apply.ts";
import {
  type AssociationWorld,
  authorityOf,
  createWorld,
  joinHousehold,
  rotateIn,
} from "../testing/association-world.ts";
import { formArbitrary } from "../testing/payload-arbitraries.ts";
import { SAMPLE_FORM, posterKey, writeForm } from "../testing/forms.ts";
import { decodeEntry, encodeEntry, sealEntry } from "./entry.ts";
import { FORM_BYTES, isForm, sealForm } from "./form.ts";

let world: AssociationWorld;
beforeAll(async () => {
  world = await createWorld();
});

const place = () => ({ association: world.association, stream: "forms" as const });

const sealed = (form: Partial<Form> = {}) => writeForm(world, form);

const judged = (bytes: Uint8Array, keyring = world.founder.keyring) =>
  judge({ authority: authorityOf(world), keyring, signedBy: () => undefined }, place(), bytes);

test("[FORM1] what a browser seals for the officers, an officer's device opens; it is kept and never applied", () => {
  expect(judged(sealed().bytes)).toMatchObject({
    ...{ type: "kept", reason: "form", payload: SAMPLE_FORM, signedBy: undefined },
  });
});

test("[FORM1] any form within its limits comes out as it went in, and all are of one length", () => {
  fc.assert(
    fc.property(formArbitrary, (form) => {
      const { bytes } = sealed(form);
      expect(judged(bytes)).toMatchObject({ reason: "form", payload: form });
      expect(bytes.length).toBe(sealed().bytes.length);
    }),
    { numRuns: 60 },
  );
});

test("[FORM1] the longest form fits, in the widest characters", () => {
  const wide = (length: number) => "漢".repeat(length);
  const { group, household, person, comment, phone, people } = FORM_MAX;
  const texts = { group: wide(group), household: wide(household), person: wide(person) };
  const full = { ...SAMPLE_FORM, ...texts, people, comment: wide(comment), phone: wide(phone) };
  const longest = { ...full, atSeconds: 8_640_000_000_000 };
  expect(encodeForm(longest).length).toBeLessThan(FORM_BYTES);
  expect(judged(sealed(longest).bytes)).toMatchObject({ payload: longest });
  expect(() => encodeForm({ ...full, comment: `${full.comment}一` })).toThrow("limits");
});

test("[FORM1] a resident's device cannot open a form, nor can whoever wrote it again", async () => {
  const resident = await joinHousehold(world, 12, 3);
  expect(judged(sealed().bytes, resident.keyring)).toMatchObject({ type: "kept", reason: "noKey" });
});

test("[FORM1] [KEY1] a poster printed before the keys were renewed still works: officers hold all earlier keys", async () => {
  const own = await createWorld(4);
  const old = posterKey(own);
  await rotateIn(own, ["safety"]);
  expect(currentEpoch(authorityOf(own), "safety")?.body.number).toBe(2);
  const { bytes } = sealForm(own, own.association, old, encodeForm(SAMPLE_FORM));
  const context = { authority: authorityOf(own), signedBy: () => undefined };
  const at = { association: own.association, stream: "forms" as const };
  const opened = judge({ ...context, keyring: own.founder.keyring }, at, bytes);
  expect(opened).toMatchObject({ reason: "form", payload: SAMPLE_FORM });
  expect(readKeys(own.founder.keyring, "safety", 1)).toHaveLength(1);
});

test("[FORM1] a byte changed anywhere makes another form that does not open, or none", () => {
  const { bytes } = sealed();
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
      const damaged = bytes.slice();
      damaged[at] = (damaged[at] ?? 0) ^ by;
      const verdict = judged(damaged);
      const isClosed = verdict.type === "kept" && verdict.reason === "noKey";
      expect(verdict.type === "malformed" || isClosed).toBe(true);
    }),
    { numRuns: 200 },
  );
});

test("[FORM1] one form has one shape: no signature, no second entry, no author but its own key's", () => {
  const entry = decodeEntry(sealed().bytes);
  if (entry === undefined) throw new Error("a form is an entry");
  expect(isForm(entry)).toBe(true);
  const signature = new Uint8Array(64).fill(1);
  for (const other of [
    { ...entry, seq: 2 },
    { ...entry, prev: new Uint8Array(8).fill(1) },
    { ...entry, epoch: 0 },
    { ...entry, author: world.founder.keys.device },
    { ...entry, signature },
    { ...entry, box: entry.box?.slice(0, 40) },
    { ...entry, box: undefined },
  ])
    expect(isForm(other)).toBe(false);
  expect(judged(encodeEntry({ ...entry, signature }))).toEqual({ type: "malformed" });
});

test("[FORM3] [STR1] what a member signs is no form, wherever it is put", async () => {
  const { keys } = await joinHousehold(world, 13, 3);
  const payload = encodeForm(SAMPLE_FORM);
  const head = { seq: 0, entryId: undefined };
  const inForms = sealEntry(place(), keys, head, posterKey(world), payload);
  expect(judged(inForms.bytes)).toEqual({ type: "malformed" });
  const stream = "safety" as const;
  const at = { association: world.association, stream };
  const context = { authority: authorityOf(world), keyring: world.founder.keyring };
  const inSafety = sealEntry(at, keys, head, posterKey(world), payload);
  const verdict = judge({ ...context, signedBy: () => undefined }, at, inSafety.bytes);
  expect(verdict).toMatchObject({ type: "kept", reason: "notAllowed" });
});

test("[FORM1] a form of another association does not open here", () => {
  const other = "00".repeat(16) as typeof world.association;
  expect(idBytes(other).length).toBe(16);
  const { bytes } = sealForm(world, other, posterKey(world), encodeForm(SAMPLE_FORM));
  expect(judged(bytes)).toMatchObject({ reason: "noKey" });
});
