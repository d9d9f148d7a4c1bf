/** What every adapter of the storage port must do with the relay's own settings and with cards: a part of storage.contract.ts. */
import { createHash } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import type { Invite, Storage } from "./storage.ts";

const hash = (text: string) => new Uint8Array(createHash("sha256").update(text).digest());

/** Registers the suite. `open` gives a storage that may hold other settings. */
export function describeSettings(adapter: string, open: () => { storage: Storage }): void {
  let storage: Storage;
  let run = 0;

  beforeEach(() => {
    ({ storage } = open());
    run += 1;
  });

  describe(`settings and cards: ${adapter}`, () => {
    test("[MEM6] an invite is found by its id and replaced", async () => {
      const put = (one: Invite) => storage.transact([{ type: "putInvite", invite: one }]);
      const association = `${adapter}-${run}`;
      const id = `look-up-${association}`;
      const invite = { id, association, blob: hash("sealed"), state: "open" };
      await put(invite);
      expect(await storage.invite(id)).toEqual({ ok: true, value: invite });
      await put({ ...invite, state: "cancelled" });
      const found = await storage.invite(id);
      expect(found.ok && found.value?.state).toBe("cancelled");
      expect(await storage.invite("no such card")).toEqual({ ok: true, value: undefined });
    });

    test("[REL7] invites are listed by their states, each association's apart", async () => {
      const association = `${adapter}-list-${run}`;
      const put = (id: string, state: string, of = association) =>
        storage.transact([
          {
            type: "putInvite",
            invite: { id: `${id}-${of}`, association: of, blob: hash(id), state },
          },
        ]);
      await put("two", "b");
      await put("one", "a/relay");
      await put("three", "c");
      await put("four", "a", `${association}-other`);
      const listed = await storage.invites(association, ["b", "a", "a/relay", "d"]);
      const found = listed.ok ? listed.value.map(({ id, state }) => `${state} ${id}`) : [];
      expect(found.sort()).toEqual([`a/relay one-${association}`, `b two-${association}`]);
      expect(await storage.invites(association, [])).toEqual({ ok: true, value: [] });
    });

    test("[REL6] a setting is settled once, for all callers", async () => {
      const name = `seed-${adapter}-${run}`;
      expect(await storage.setting(name)).toEqual({ ok: true, value: undefined });
      expect(await storage.settle(name, hash("mine"))).toEqual({ ok: true, value: hash("mine") });
      expect(await storage.settle(name, hash("late"))).toEqual({ ok: true, value: hash("mine") });
      expect(await storage.setting(name)).toEqual({ ok: true, value: hash("mine") });
    });

    test("[REL4] [REL7] a setting that is put takes the place of what was there", async () => {
      const name = `read-to/${adapter}-${run}`;
      for (const word of ["first", "second", "second"]) {
        const done = await storage.transact([{ type: "putSetting", name, value: hash(word) }]);
        expect(done).toEqual({ ok: true, value: [{ type: "done" }] });
        expect(await storage.setting(name)).toEqual({ ok: true, value: hash(word) });
      }
    });
  });
}
