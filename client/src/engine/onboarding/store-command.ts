/** Commands that calls of the engine give, beside those that screens store themselves. */
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import { type Command, storedIntent } from "../commands.ts";
import type { OnboardingPorts } from "./ports.ts";

/** Chance in an intent's name, so that one command may be given again. */
const CHANCE_BYTES = 8;

/** Stores a command durably as an intent, which is sealed like any tap's. Errors: rejects when the store fails. */
export async function storeCommand(
  { database, clock, random }: Pick<OnboardingPorts, "database" | "clock" | "random">,
  prefix: string,
  command: Command,
): Promise<void> {
  const id = `${prefix}-${bytesToHex(random.bytes(CHANCE_BYTES))}`;
  await database.intents.add(storedIntent(id, command, clock.nowMs()));
}
