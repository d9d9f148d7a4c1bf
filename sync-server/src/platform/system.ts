/** The machine's own clock and randomness. */
import { randomBytes } from "node:crypto";
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import type { Random } from "@tomoshibi/shared/ports/random.ts";

/** This machine's clock. */
export const systemClock: Clock = { nowMs: () => Date.now() };
/** The system's generator for keys. */
export const systemRandom: Random = { bytes: (length) => randomBytes(length) };
