/** Fields of a form: a visible label, a hint, and an error that is tied to its field. */
import { type ComponentPropsWithRef, type ReactElement, useId } from "react";
import { classNames } from "./class-names.ts";
import "./field.css";

interface FieldLook {
  readonly label: string;
  readonly hint?: string | undefined;
  /** One sentence that says what to do; undefined while there is nothing wrong. */
  readonly error?: string | undefined;
}

/** One line of text. `isCode`: large, spaced letters, no corrections by the keyboard. */
export function TextField({
  label,
  hint,
  error,
  isCode = false,
  ...input
}: FieldLook & { readonly isCode?: boolean } & Omit<
    ComponentPropsWithRef<"input">,
    "className" | "style"
  >): ReactElement {
  const id = useId();
  const code = isCode ? CODE_INPUT : undefined;
  return (
    <div className="field">
      <FieldHead id={id} {...{ label, hint, error }} />
      <input
        {...code}
        {...input}
        id={id}
        className={classNames("field-input", isCode && "field-input-code")}
        aria-invalid={error === undefined ? undefined : true}
        aria-describedby={describedBy(id, hint, error)}
      />
    </div>
  );
}

/** Several lines of text. */
export function TextArea({
  label,
  hint,
  error,
  ...input
}: FieldLook & Omit<ComponentPropsWithRef<"textarea">, "className" | "style">): ReactElement {
  const id = useId();
  return (
    <div className="field">
      <FieldHead id={id} {...{ label, hint, error }} />
      <textarea
        {...input}
        id={id}
        className="field-input"
        aria-invalid={error === undefined ? undefined : true}
        aria-describedby={describedBy(id, hint, error)}
      />
    </div>
  );
}

/** A list to choose one from, for long lists; {@link Choice} for short ones. */
export function SelectField({
  label,
  hint,
  error,
  options,
  ...input
}: FieldLook & {
  readonly options: readonly { readonly value: string; readonly label: string }[];
} & Omit<ComponentPropsWithRef<"select">, "className" | "style" | "children">): ReactElement {
  const id = useId();
  return (
    <div className="field">
      <FieldHead id={id} {...{ label, hint, error }} />
      <select
        {...input}
        id={id}
        className="field-input"
        aria-describedby={describedBy(id, hint, error)}
      >
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    </div>
  );
}

/** One of a few, as radio buttons. `value` undefined: nothing is chosen beforehand. */
export function Choice<Value extends string>({
  legend,
  options,
  value,
  onChange,
  isRow = false,
}: {
  readonly legend: string;
  readonly options: readonly { readonly value: Value; readonly label: string }[];
  readonly value: Value | undefined;
  readonly onChange: (value: Value) => void;
  readonly isRow?: boolean;
}): ReactElement {
  const name = useId();
  return (
    <fieldset className={classNames("choice", isRow && "choice-row")}>
      <legend className="field-label">{legend}</legend>
      <div className={classNames("choice-options", options.length > 3 && "choice-options-many")}>
        {options.map((option) => (
          <label key={option.value} className="choice-option">
            <input
              type="radio"
              name={name}
              value={option.value}
              checked={option.value === value}
              onChange={() => onChange(option.value)}
            />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** One thing to tick; never ticked beforehand where it means consent. */
export function Checkbox({
  label,
  isChecked,
  onChange,
}: {
  readonly label: string;
  readonly isChecked: boolean;
  readonly onChange: (isChecked: boolean) => void;
}): ReactElement {
  return (
    <label className="checkbox">
      <input
        type="checkbox"
        checked={isChecked}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span>{label}</span>
    </label>
  );
}

const CODE_INPUT = {
  autoComplete: "off",
  autoCapitalize: "characters",
  autoCorrect: "off",
  spellCheck: false,
} as const;

function FieldHead({ id, label, hint, error }: FieldLook & { readonly id: string }): ReactElement {
  return (
    <>
      <label className="field-label" htmlFor={id}>
        {label}
      </label>
      {hint !== undefined && (
        <p className="field-hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error !== undefined && (
        <p className="field-error" id={`${id}-error`} role="alert">
          {error}
        </p>
      )}
    </>
  );
}

function describedBy(
  id: string,
  hint: string | undefined,
  error: string | undefined,
): string | undefined {
  const ids = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`];
  return ids.filter(Boolean).join(" ") || undefined;
}
