// breaks no-misused-promises
export function go(work: () => Promise<boolean>): number {
  return work() ? 1 : 2;
}
