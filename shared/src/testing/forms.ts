/** Forms of the no-app page as tests write them. */
import { writeOnlyKey } from "../keys/epoch.ts";
import { currentEpoch } from "../membership/authority.ts";
import { sealForm } from "../entry/form.ts";
import type { FormLink } from "../entry/form-link.ts";
import { type Form, encodeForm } from "../records/form-wire.ts";
import { type AssociationWorld, authorityOf } from "./association-world.ts";

/** 金沢 太郎 and his wife call for help. */
export const SAMPLE_FORM: Form = {
  ...{ kind: "form", atSeconds: 1_775_001_600, group: "3班", household: "金沢 太郎", person: "" },
  ...{ status: "help", people: 2, comment: "二階にいます", phone: "" },
};

/** The key as a poster gives it: without its secret. */
export function posterKey(world: AssociationWorld): FormLink["key"] {
  const epoch = currentEpoch(authorityOf(world), "safety");
  const key = epoch && writeOnlyKey(epoch);
  if (key?.publicKey === undefined) throw new Error("an association has a key for reports");
  return { ...key, publicKey: key.publicKey };
}

/** Seals a form that differs from {@link SAMPLE_FORM} so; each call makes another entry. */
export function writeForm(world: AssociationWorld, changes: Partial<Form> = {}) {
  const payload = encodeForm({ ...SAMPLE_FORM, ...changes });
  return sealForm(world, world.association, posterKey(world), payload);
}
