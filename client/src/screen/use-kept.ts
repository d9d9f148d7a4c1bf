/** That what is kept unapplied has changed: a screen that lists some of it asks the engine again. [MEM5] [FORM3] */
import { useLiveQuery } from "dexie-react-hooks";
import { useEffect, useState } from "react";
import type { EngineRemote, EngineFailure, NoticeView } from "../engine/api.ts";
import type { Result } from "@tomoshibi/shared/base/result.ts";
import { setTimer, useReplica } from "./replica-context.tsx";

/** So long after a question that was not answered it is asked again. */
const AGAIN_MS = 10_000;

/** What `ask`, always the same function, answers, asked again at each change; undefined while it has answered nothing. */
export function useKept<Value>(
  ask: (engine: EngineRemote) => Promise<Result<Value, EngineFailure>>,
): Value | undefined {
  const { engine, database } = useReplica();
  const [value, setValue] = useState<Value>();
  const kept = useLiveQuery(
    async () => keptMark(await database.notices.where("id").startsWith("kept/").toArray()),
    [database],
  );
  useEffect(() => {
    let isCurrent = true;
    const again = () => new Promise<void>((resolve) => setTimer(AGAIN_MS, resolve));
    void untilAnswered(
      () => ask(engine),
      again,
      () => isCurrent,
    ).then((answer) => {
      if (answer !== undefined) setValue(() => answer.value);
    });
    return () => {
      isCurrent = false;
    };
  }, [ask, engine, kept]);
  return value;
}

/**
 * Asks until it is answered: the part of the engine that answers may not load at once, and then nothing else would ask again while
 * calls for help wait. Answers undefined once nobody waits for it any more.
 */
export async function untilAnswered<Value>(
  ask: () => Promise<Result<Value, EngineFailure>>,
  again: () => Promise<void>,
  isCurrent: () => boolean,
): Promise<{ readonly value: Value } | undefined> {
  while (isCurrent()) {
    const answer = await ask();
    if (answer.ok) return isCurrent() ? answer : undefined;
    await again();
  }
  return undefined;
}

/**
 * A text that changes with what is kept. Each reason is counted apart; and as many may be kept as before where one was decided about
 * elsewhere and another came with that: then it is the time that tells.
 */
export function keptMark(notices: readonly NoticeView[]): string {
  return notices.map(({ id, detail, atMs }) => `${id} ${detail} ${atMs}`).join();
}
