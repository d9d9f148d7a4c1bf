/** Many jobs, a few at a time. */

/** Does a job for each item in order, at most so many at once. Errors: the first that a job throws; no job is begun after it. */
export async function inTurns<Item>(
  items: readonly Item[],
  atOnce: number,
  job: (item: Item) => Promise<void>,
): Promise<void> {
  const waiting = items.values();
  let isBroken = false;
  const worker = async () => {
    for (const item of waiting) {
      if (isBroken) return;
      await job(item).catch((error: unknown) => {
        isBroken = true;
        throw error;
      });
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
