import fc from "fast-check";
import { expect, test } from "vitest";
import { FORM_BYTES } from "@tomoshibi/shared/entry/form.ts";
import { FORM_MAX, encodeForm } from "@tomoshibi/shared/records/form-wire.ts";
import { type Draft, toForm } from "./draft.ts";

const NOW_MS = 1_775_001_600_500;
const DRAFT: Draft = {
  ...{ status: "safe", household: " 金沢 太郎 ", group: "3班", whom: "all", person: "" },
  ...{ people: "", comment: "", phone: "" },
};

test("[FORM1] what is filled in becomes a form; spaces around it, and wide digits, say nothing", () => {
  expect(toForm({ ...DRAFT, people: "１２人", phone: "０７６－２２２" }, NOW_MS)).toEqual({
    ...{ kind: "form", atSeconds: 1_775_001_600, group: "3班", household: "金沢 太郎", person: "" },
    ...{ status: "safe", people: 12, comment: "", phone: "076-222" },
  });
});

test("[FORM1] what is missing is said in the order of the page", () => {
  const missing = (changes: Partial<Draft>) => toForm({ ...DRAFT, ...changes }, NOW_MS);
  expect(missing({ status: "", household: "" })).toBe("status");
  expect(missing({ household: "　" })).toBe("household");
  expect(missing({ whom: "one", person: " " })).toBe("person");
  for (const people of ["0", "100", "ふたり", "-1", "1.5"])
    expect(missing({ people })).toBe("people");
  // Of one person nobody asks how many.
  expect(missing({ whom: "one", person: "花子", people: "ふたり" })).toMatchObject({ people: 0 });
});

test("[FORM1] whatever is typed or pasted, the form that comes of it can be sealed", () => {
  const anything = fc.string({ unit: "binary", maxLength: FORM_MAX.comment * 2 });
  const draft = fc.record({
    ...{ status: fc.constantFrom("safe", "help", "else"), whom: fc.constantFrom("all", "one") },
    ...{ household: anything, group: anything, person: anything, people: anything },
    ...{ comment: anything, phone: anything },
  });
  fc.assert(
    fc.property(draft, fc.integer(), (typed, nowMs) => {
      const form = toForm(typed as Draft, nowMs);
      if (typeof form === "string") return;
      expect(encodeForm(form).length).toBeLessThan(FORM_BYTES);
    }),
    { numRuns: 40 },
  );
});
