/** What the relay knows of an association while its storage answers now and then only. */
import { beforeEach, expect, test } from "vitest";
import { err } from "@tomoshibi/shared/base/result.ts";
import { verify } from "@tomoshibi/shared/crypto/sign.ts";
import {
  type AssociationWorld,
  createWorld,
  joinHousehold,
} from "@tomoshibi/shared/testing/association-world.ts";
import { createManualClock } from "@tomoshibi/shared/testing/manual-clock.ts";
import { createMemoryStorage } from "../storage/memory.ts";
import type { Storage } from "../storage/storage.ts";
import { createAssociations } from "./associations.ts";
import { STREAM_CONFIG } from "./plan.ts";

let storage: Storage;
let world: AssociationWorld;

beforeEach(async () => {
  storage = createMemoryStorage({ clock: createManualClock() });
  world = await createWorld();
  await joinHousehold(world, 2, 1);
  const key = { association: world.association, stream: "membership" };
  const messages = world.statements.map(({ bytes }) => ({
    ...{ id: null, author: null, seq: null, bytes },
  }));
  await storage.transact([{ type: "append", key, messages, createWith: STREAM_CONFIG }]);
});

/** Gives one message a page, and lets a read of this number, counted from 0, come to something else. */
function withFaultAt(fault: number, answer: Storage["read"]): Storage {
  let reads = 0;
  return {
    ...storage,
    read: (requests, limit) => {
      const isFault = reads === fault;
      reads += 1;
      return isFault
        ? answer(requests, limit)
        : storage.read(requests, { ...limit, messagesMax: 1 });
    },
  };
}

test("[MEM2] who waited for a catching-up that broke off half way gets all statements, or none", async () => {
  const busy = withFaultAt(2, async () => err({ type: "Busy" }));
  const associations = createAssociations({ storage: busy, verifySignature: verify });
  const [first, second] = await Promise.all([
    associations.load(world.association),
    associations.load(world.association),
  ]);
  expect(first).toEqual(err({ type: "Busy" }));
  expect(second.ok && second.value.statements.size).toBe(world.statements.length);
});

test("[MEM2] what was not read because something broke is not taken for read", async () => {
  const broken = withFaultAt(0, () => Promise.reject(new Error("broke")));
  const associations = createAssociations({ storage: broken, verifySignature: verify });
  await expect(associations.load(world.association)).rejects.toThrow("broke");
  const again = await associations.load(world.association);
  expect(again.ok && again.value.statements.size).toBe(world.statements.length);
});

test("[REL4] what was stored while a state was read counts for its room", async () => {
  const usage = async (id: string) => {
    const before = await storage.usage(id);
    // As when a transaction commits between the sum and its answer.
    associations.noteStored(world.association, new Set(["safety"]), 1_000);
    return before;
  };
  const associations = createAssociations({
    storage: { ...storage, usage },
    verifySignature: verify,
  });
  const before = await storage.usage(world.association);
  const loaded = await associations.load(world.association);
  expect(loaded.ok && before.ok && loaded.value.byteCount - before.value.byteCount).toBe(1_000);
});
