/** A household as an officer types or changes it: only group and name are needed. */
import { groupNumber } from "@tomoshibi/shared/roster/group-number.ts";
import { type FormEvent, type ReactElement, useState } from "react";
import { SaveFailed } from "../../screen/save-failure.tsx";
import { useSubmit } from "../../screen/use-submit.ts";
import type { HouseholdView } from "../../engine/api.ts";
import { leavingMessages } from "../../i18n/ja/leaving.ts";
import { rosterMessages } from "../../i18n/ja/roster.ts";
import { useMessages } from "../../i18n/use-messages.tsx";
import { Button } from "../../ui/button.tsx";
import { Checkbox, TextArea, TextField } from "../../ui/field.tsx";
import { Dialog, Stack } from "../../ui/surface.tsx";

const OPTIONAL = ["kana", "phone", "address"] as const;

/** Shape: `household` undefined adds a new one. */
export function HouseholdDialog({
  household,
  onClose,
  onEnd,
}: {
  readonly household: HouseholdView | undefined;
  readonly onClose: () => void;
  /** 世帯をはずす. */
  readonly onEnd: (household: HouseholdView) => void;
}): ReactElement {
  const t = useMessages(rosterMessages);
  const leaving = useMessages(leavingMessages);
  const { failure, save } = useSubmit();
  const [form, setForm] = useState(() => formOf(household));
  const [wasTried, setWasTried] = useState(false);
  const group = groupNumber(form.group);

  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setWasTried(true);
    if (group === undefined || form.name.trim() === "") return;
    const entry = {
      ...{ ...trimmed(form), number: household?.number, group },
      ...(form.isPlace !== (household?.isPlace === true) && { isPlace: form.isPlace }),
    };
    if (await save({ type: "saveHouseholds", households: [entry] })) onClose();
  };

  return (
    <Dialog
      title={
        household === undefined
          ? t("add")
          : t("changeOf", { mark: household.mark, name: household.name })
      }
      isOpen
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          {household !== undefined && (
            <Button kind="danger" onClick={() => onEnd(household)}>
              {leaving("end")}
            </Button>
          )}
          <Button kind="primary" type="submit" form="household-form">
            {t("save")}
          </Button>
        </>
      }
    >
      <form id="household-form" onSubmit={(event) => void submit(event)} noValidate>
        <HouseholdFields
          form={form}
          wasTried={wasTried}
          onChange={(change) => setForm({ ...form, ...change })}
        />
        <SaveFailed failure={failure} />
      </form>
    </Dialog>
  );
}

function HouseholdFields({
  form,
  wasTried,
  onChange,
}: {
  readonly form: HouseholdForm;
  readonly wasTried: boolean;
  readonly onChange: (change: Partial<HouseholdForm>) => void;
}): ReactElement {
  const t = useMessages(rosterMessages);
  return (
    <Stack isClose>
      <TextField
        label={t("group")}
        value={form.group}
        inputMode="numeric"
        autoComplete="off"
        error={wasTried && groupNumber(form.group) === undefined ? t("needGroup") : undefined}
        onChange={(event) => onChange({ group: event.target.value })}
      />
      <TextField
        label={t("name")}
        value={form.name}
        maxLength={60}
        autoComplete="off"
        error={wasTried && form.name.trim() === "" ? t("needName") : undefined}
        onChange={(event) => onChange({ name: event.target.value })}
      />
      {OPTIONAL.map((field) => (
        <TextField
          key={field}
          label={t(field)}
          hint={t(field === "kana" ? "optional" : "private")}
          value={form[field]}
          maxLength={field === "kana" ? 60 : 200}
          type={field === "phone" ? "tel" : "text"}
          autoComplete="off"
          onChange={(event) => onChange({ [field]: event.target.value })}
        />
      ))}
      <TextArea
        label={t("careNeeds")}
        hint={t("private")}
        value={form.careNeeds}
        maxLength={200}
        rows={2}
        onChange={(event) => onChange({ careNeeds: event.target.value })}
      />
      <Checkbox
        label={t("isPlace")}
        isChecked={form.isPlace}
        onChange={(isPlace) => onChange({ isPlace })}
      />
    </Stack>
  );
}

interface HouseholdForm {
  readonly group: string;
  readonly name: string;
  readonly kana: string;
  readonly phone: string;
  readonly address: string;
  readonly careNeeds: string;
  readonly isPlace: boolean;
}

function formOf(household: HouseholdView | undefined): HouseholdForm {
  return {
    group: household === undefined ? "" : String(household.group),
    name: household?.name ?? "",
    kana: household?.kana ?? "",
    phone: household?.phone ?? "",
    address: household?.address ?? "",
    careNeeds: household?.careNeeds ?? "",
    isPlace: household?.isPlace === true,
  };
}

function trimmed({ name, kana, phone, address, careNeeds }: HouseholdForm) {
  return {
    name: name.trim(),
    kana: kana.trim(),
    phone: phone.trim(),
    address: address.trim(),
    careNeeds: careNeeds.trim(),
  };
}
