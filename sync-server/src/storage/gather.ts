/**
 * Asking together: what many callers ask at the same time becomes one query, as group commit does for writes. [REL3]
 *
 * Why: in a surge each device asks for its own few rows, and the embedded database spends most of its time on the statement, not
 * on the rows.
 */

/** Questions in one query; more wait for the next. */
export const GATHERED_MAX = 64;

/** Makes a function that answers each question; `work` answers many in their order, or throws for all. */
export function gather<Question, Answer>(
  work: (questions: readonly Question[]) => Promise<readonly Answer[]>,
): (question: Question) => Promise<Answer> {
  interface Caller {
    readonly question: Question;
    readonly answer: (value: Answer) => void;
    readonly fail: (cause: unknown) => void;
  }
  const waiting: Caller[] = [];
  let isRunning = false;

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      // Questions that arrived already are read from their port or sockets first.
      await new Promise((resolve) => setImmediate(resolve));
      const callers = waiting.splice(0, GATHERED_MAX);
      try {
        const answers = await work(callers.map(({ question }) => question));
        for (const [index, { answer }] of callers.entries()) answer(answers[index] as Answer);
      } catch (cause) {
        for (const { fail } of callers) fail(cause);
      }
    }
    isRunning = false;
  }

  return (question) =>
    new Promise((answer, fail) => {
      waiting.push({ question, answer, fail });
      if (isRunning) return;
      isRunning = true;
      void run();
    });
}
