/**
 * Opens, recovers and wraps keys in turns, so that a check-in gets its turn between them. [KEY2]
 *
 * Invariant: keys.ts is loaded before, never inside, a transaction; while it cannot be loaded, the mail waits for the next
 * contact, as it does without HPKE.
 */
import type { EntryId } from "@tomoshibi/shared/base/ids.ts";
import { copiesToOpen } from "@tomoshibi/shared/keys/keyring.ts";
import type { Engine } from "./engine.ts";
import type { Memory } from "./memory.ts";
import type { Turns } from "./turns.ts";

type Keys = typeof import("./keys.ts");

/** The mailbox of one start. */
export interface Mail {
  /** Opens what came, what statements hold for this device, and what the root seed opens. Answers how many keys were new. */
  open(): Promise<number>;
  /** Officers' devices: wraps missing keys, part by part. */
  wrap(): Promise<void>;
}

/** Makes it; nothing is loaded before there is mail. */
export function createMail(engine: Engine, turns: Turns): Mail {
  /** Entries of the own mailbox that need no other look in this start. */
  const opened = new Set<EntryId>();
  let loaded: Keys | undefined;

  async function load(): Promise<Keys | undefined> {
    loaded ??= await import("./keys.ts").catch(() => undefined);
    return loaded;
  }

  return {
    async open() {
      const keys = isThereMail(turns.current(), opened) ? await load() : undefined;
      if (keys === undefined) return 0;
      let added = await turns.take((memory) => keys.openMailbox(engine, memory, opened));
      added += await turns.take((memory) => keys.openOwnCopies(engine, memory));
      for (let more = -1; more !== 0; added += more)
        more = await turns.take((memory) => keys.recoverKeys(engine, memory));
      if (keys.areListsDue(turns.current()))
        await turns.take((memory) => keys.openLists(engine, memory));
      return added;
    },
    wrap: async () => (await load())?.wrapInTurns(engine, turns),
  };
}

/** Whether there may be something to open: in the mailbox, in a statement, or by the root seed; or a list, which few ever get. */
function isThereMail(memory: Memory, opened: ReadonlySet<EntryId>): boolean {
  const { identity, records, authority, keyring, groupLists } = memory;
  if (identity === undefined) return false;
  if (identity.rootSeed !== undefined || groupLists.size > 0) return true;
  if (authority !== undefined && copiesToOpen(authority, keyring, identity.device).length > 0)
    return true;
  const mailbox = `mailbox/${identity.device}`;
  return (
    records.groupLists.some(({ stream }) => stream === mailbox) ||
    records.wrapped.some(({ stream, record }) => stream === mailbox && !opened.has(record.entryId))
  );
}
