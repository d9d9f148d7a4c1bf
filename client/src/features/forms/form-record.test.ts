import { expect, test } from "vitest";
import type { IncidentId, RecordId } from "@tomoshibi/shared/base/ids.ts";
import { SAMPLE_FORM } from "@tomoshibi/shared/testing/forms.ts";
import type { Form } from "@tomoshibi/shared/records/form-wire.ts";
import { recordOfForm } from "./form-record.ts";

const SENTENCES = {
  person: (name: string) => `${name}のこと。`,
  people: (count: number) => `${count}人`,
};
const HELD = "0102030405060708" as RecordId;
const ARRIVED_MS = SAMPLE_FORM.atSeconds * 1000 + 5_000;

const recorded = (changes: Partial<Form>) =>
  recordOfForm(
    {
      held: {
        ...{ recordId: HELD, state: "open", arrivedAtMs: ARRIVED_MS },
        form: { ...SAMPLE_FORM, ...changes },
      },
      household: { number: 7, persons: ["金沢 太郎", "金沢 花子"] },
      incident: "1112131415161718" as IncidentId,
      atMs: ARRIVED_MS + 60_000,
    },
    SENTENCES,
  );

test("[FORM3] a form about the family is an officer's report of the family, and supersedes nothing", () => {
  expect(recorded({})).toMatchObject({
    ...{ household: 7, by: "officer", means: "form", adopts: HELD, seen: [], corrects: [] },
    ...{ subjects: [{ subject: "all", status: "help" }], comment: "二階にいます2人" },
    aboutMs: SAMPLE_FORM.atSeconds * 1000,
  });
});

test("[FORM3] a form about one person is about that person; who is not known is named in the words", () => {
  const known = recorded({ person: "花子", people: 0 });
  expect(known).toMatchObject({
    subjects: [{ subject: 2, status: "help" }],
    comment: "二階にいます",
  });
  const unknown = recorded({ person: "次郎", people: 0 });
  expect(unknown.subjects).toEqual([{ subject: "self", status: "help" }]);
  expect(unknown.comment).toBe("次郎のこと。二階にいます");
});

test("[FORM3] a browser's clock that is ahead does not date a report into the future", () => {
  expect(recorded({ atSeconds: 9_999_999_999 }).aboutMs).toBe(ARRIVED_MS);
});

test("[FORM3] a telephone number stays in the tray", () => {
  expect(JSON.stringify(recorded({ phone: "076-222-1111" }))).not.toContain("222");
});
