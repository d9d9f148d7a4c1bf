/** Erasing, loaded when there is something to erase: a check-in never waits for it. [ERA1] */
import type { Engine } from "./engine.ts";
import type { Memory } from "./memory.ts";
import type { Turns } from "./turns.ts";

/** Loads what plans and does it; outside of any transaction. A load that fails is tried again with the next contact. */
export async function loadErasing(engine: Engine): Promise<void> {
  engine.tools.erasing ??= await import("./erasing.ts").catch(() => undefined);
}

/** Turns into husks what applied records list and is held here, part by part, so that an intent gets its turn between them. */
export async function eraseInTurns(engine: Engine, turns: Turns): Promise<void> {
  if (turns.current().records.erasures.length === 0) return;
  await loadErasing(engine);
  const { erasing } = engine.tools;
  if (erasing === undefined) return;
  // Husks are kept, and what is kept may have opened an incident: what finds those is needed to show what is left.
  const openings = await import("../views/openings.ts").catch(() => undefined);
  const eraseSome = async (memory: Memory): Promise<boolean> => {
    memory.openings ??= openings;
    return erasing.eraseListed(engine, memory);
  };
  while (await turns.take(eraseSome));
}
