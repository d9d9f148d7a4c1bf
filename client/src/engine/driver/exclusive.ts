/** Runs one task after the other, so that the replica's verbs never overlap in one worker. */
export type Exclusive = <Value>(task: () => Promise<Value>) => Promise<Value>;

/** Makes a queue of its own. Errors: a task's failure is its caller's and does not stop the next. */
export function createExclusive(): Exclusive {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const run = last.then(task, task);
    last = run.catch(() => undefined);
    return run;
  };
}
