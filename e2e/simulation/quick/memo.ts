/**
 * Remembering what is a pure function of bytes, over all replicas and seeds of a process.
 *
 * Why: a town of 24 opens, decodes and verifies each entry 24 times; what each of them finds is the same.
 */

/** Answers remembered of one function; then all are forgotten, for most belong to seeds that are over. */
const ANSWERS_MAX = 12_000;

/** Remembers answers by name. Shape: an answer is asked for once only, also when it is undefined. */
export function createMemo<Answer>(
  answersMax: number = ANSWERS_MAX,
): (name: string, ask: () => Answer) => Answer {
  const answers = new Map<string, { readonly answer: Answer }>();
  return (name, ask) => {
    const known = answers.get(name);
    if (known !== undefined) return known.answer;
    if (answers.size >= answersMax) answers.clear();
    const answer = ask();
    answers.set(name, { answer });
    return answer;
  };
}

/** Remembers answers about an object for as long as it lives. Shape: nobody changes it, as nobody changes bytes that are stored. */
export function createMemoOf<Subject extends object, Answer>(): (
  subject: Subject,
  name: string,
  ask: () => Answer,
) => Answer {
  const answersOf = new WeakMap<Subject, Answered<Answer>>();
  return (subject, name, ask) => {
    const first = answersOf.get(subject);
    // Most objects are asked about once, or by one name.
    for (let known = first; known !== undefined; known = known.next)
      if (known.name === name) return known.answer;
    const answer = ask();
    answersOf.set(subject, { name, answer, next: first });
    return answer;
  };
}

interface Answered<Answer> {
  readonly name: string;
  readonly answer: Answer;
  readonly next: Answered<Answer> | undefined;
}

/** Bytes as a name: one character a byte. */
export function nameOf(...parts: readonly Uint8Array[]): string {
  return parts.map((part) => `${part.length} ${viewOf(part).toString("latin1")}`).join("");
}

/** The same memory as Node takes it. */
export function viewOf(bytes: Uint8Array): Buffer {
  return Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
