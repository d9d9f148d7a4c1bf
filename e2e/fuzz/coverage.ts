/**
 * Coverage guidance: V8 counts which ranges of our own code run, so that inputs which reach something new are kept and
 * mutated further. Node alone is needed for it.
 */
import { Session, type Profiler } from "node:inspector";

/** Says whether anything new ran. */
export interface Coverage {
  /** Tells whether a range ran since the last question that no noted question saw. */
  isNew(): boolean;
  /** The same, and notes it: it is not new again. */
  noteNew(): boolean;
  /** Ends counting; from here on everything runs at its own speed. */
  stop(): void;
}

/** Starts counting in the scripts whose address `isOurs`. */
export function startCoverage(isOurs: (url: string) => boolean): Coverage {
  const session = new Session();
  session.connect();
  session.post("Profiler.enable");
  session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  const seen = new Set<string>();
  let isStopped = false;
  const ran = () =>
    take(session)
      .filter(({ url }) => isOurs(url))
      .flatMap(({ scriptId, functions }) =>
        functions.flatMap(({ ranges }) =>
          ranges
            .filter(({ count }) => count > 0)
            .map(({ startOffset, endOffset }) => `${scriptId} ${startOffset} ${endOffset}`),
        ),
      );
  return {
    isNew: () => ran().some((range) => !seen.has(range)),
    noteNew() {
      const before = seen.size;
      for (const range of ran()) seen.add(range);
      return seen.size > before;
    },
    stop() {
      if (isStopped) return;
      isStopped = true;
      // Counting makes JavaScript's cryptography several times slower.
      session.post("Profiler.stopPreciseCoverage");
      session.disconnect();
    },
  };
}

/** In the same process the answer is there before `post` returns. */
function take(session: Session): readonly Profiler.ScriptCoverage[] {
  let scripts: readonly Profiler.ScriptCoverage[] = [];
  session.post("Profiler.takePreciseCoverage", (error, answer) => {
    if (error === null) scripts = answer.result;
  });
  return scripts;
}
