/** The outcome of something that may fail in an expected way: a value, never an exception. [G11] */
export type Result<Value, Failure> = Ok<Value> | Err<Failure>;

/** The happy half of a {@link Result}. */
export interface Ok<Value> {
  readonly ok: true;
  readonly value: Value;
}

/** The expected-failure half of a {@link Result}: a tagged plain object. */
export interface Err<Failure> {
  readonly ok: false;
  readonly error: Failure;
}

/** Wraps a value as a success. */
export function ok<Value>(value: Value): Ok<Value> {
  return { ok: true, value };
}

/** Wraps a tagged failure. */
export function err<Failure>(error: Failure): Err<Failure> {
  return { ok: false, error };
}
