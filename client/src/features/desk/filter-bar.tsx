/** Search and しぼりこむ, and who is going where. */
import type { ReactElement } from "react";
import type { BoardRowView } from "../../engine/api.ts";
import { deskMessages } from "../../i18n/ja/desk.ts";
import { useFormats, useMessages } from "../../i18n/use-messages.tsx";
import { Button } from "../../ui/button.tsx";
import { Checkbox, SelectField, TextField } from "../../ui/field.tsx";
import { Disclosure, Stack } from "../../ui/surface.tsx";
import {
  type BoardFilter,
  FILTER_STATES,
  isFiltering,
  NO_FILTER,
  rowsByAssignee,
} from "./board-list.ts";

interface FilterProps {
  readonly rows: readonly BoardRowView[];
  readonly filter: BoardFilter;
  readonly onChange: (filter: BoardFilter) => void;
}

/** 名前・かなでさがす, and how many rows are left. */
export function SearchBar({
  rows,
  shown,
  filter,
  onChange,
}: FilterProps & { readonly shown: number }): ReactElement {
  const t = useMessages(deskMessages);
  return (
    <div className="search-bar">
      <TextField
        label={t("list.search")}
        type="search"
        autoComplete="off"
        value={filter.search}
        onChange={(event) => onChange({ ...filter, search: event.target.value })}
      />
      <p className="soft" role="status">
        {t("list.shown", { shown, all: rows.length })}
      </p>
      {isFiltering(filter) && (
        <Button onClick={() => onChange(NO_FILTER)}>{t("list.clear")}</Button>
      )}
    </div>
  );
}

/** しぼりこむ: by state, by group, by whether somebody is going. */
export function FilterChoices({ rows, filter, onChange }: FilterProps): ReactElement {
  const t = useMessages(deskMessages);
  const groups = [...new Set(rows.map(({ group }) => group))].sort((left, right) => left - right);
  const groupOptions = groups.map((group) => ({
    value: String(group),
    label: t("counts.groupName", { group }),
  }));
  const toggle = (state: (typeof FILTER_STATES)[number], isOn: boolean): void => {
    const states = new Set(filter.states);
    if (isOn) states.add(state);
    else states.delete(state);
    onChange({ ...filter, states });
  };
  return (
    <Disclosure summary={t("list.filter")}>
      <Stack isClose>
        <div className="filter-states">
          {FILTER_STATES.map((state) => (
            <Checkbox
              key={state}
              label={t(`state.${state}`)}
              isChecked={filter.states.has(state)}
              onChange={(isOn) => toggle(state, isOn)}
            />
          ))}
        </div>
        <SelectField
          label={t("list.group")}
          value={String(filter.group)}
          options={[{ value: "0", label: t("list.everyGroup") }, ...groupOptions]}
          onChange={(event) => onChange({ ...filter, group: Number(event.target.value) })}
        />
        <Checkbox
          label={t("list.assignedOnly")}
          isChecked={filter.isAssignedOnly}
          onChange={(isAssignedOnly) => onChange({ ...filter, isAssignedOnly })}
        />
      </Stack>
    </Disclosure>
  );
}

/** だれがどこへ. */
export function Going({ rows }: { readonly rows: readonly BoardRowView[] }): ReactElement | null {
  const t = useMessages(deskMessages);
  const formats = useFormats();
  const going = rowsByAssignee(rows);
  if (going.size === 0) return null;
  return (
    <Disclosure summary={t("list.going")}>
      <ul>
        {[...going].map(([name, places]) => (
          <li key={name}>
            {t("list.goingTo", { name, places: formats.list(places.map(({ mark }) => mark)) })}
          </li>
        ))}
      </ul>
    </Disclosure>
  );
}
