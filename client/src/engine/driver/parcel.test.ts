import { expect, test } from "vitest";
import type { Bundle } from "@tomoshibi/shared/relay-api/bundle.ts";
import { createMemoryStore } from "../store/testing/memory-store.ts";
import { relayKeyName } from "./known-relay.ts";
import { createParcel } from "./parcel.ts";

const RELAY_URL = "http://relay.example";
const ADDRESS = `${RELAY_URL}/v1/bundles/${"00".repeat(16)}`;
const BUNDLE = { association: "00".repeat(16), statements: [], streams: [] } as unknown as Bundle;

async function createWorld(options: { readonly fails?: boolean } = {}) {
  const database = createMemoryStore();
  await database.keyValues.put({ key: relayKeyName(RELAY_URL), value: "aa" });
  const world = {
    due: undefined as Bundle | undefined,
    asked: [] as string[],
    puts: [] as unknown[],
  };
  const replica = {
    identity: { association: BUNDLE.association } as never,
    async outgoing(relayKey: string) {
      world.asked.push(relayKey);
      return world.due;
    },
  };
  const parcel = createParcel(
    {
      database,
      relayUrl: RELAY_URL,
      async putParcel(address, bundle) {
        if (options.fails) throw new DOMException("full", "QuotaExceededError");
        world.puts.push([address, bundle]);
      },
    },
    replica,
  );
  return { world, parcel };
}

test("[DEL4] what is due at the known relay lies in the box, and is taken out once nothing is", async () => {
  const { world, parcel } = await createWorld();
  world.due = BUNDLE;
  await parcel.update();
  world.due = undefined;
  await parcel.update();
  await parcel.update();
  expect(world.asked).toEqual(["aa", "aa", "aa"]);
  expect(world.puts).toEqual([
    [ADDRESS, BUNDLE],
    [ADDRESS, undefined],
  ]);
});

test("[DEL4] a box that takes nothing stops nothing", async () => {
  const { world, parcel } = await createWorld({ fails: true });
  world.due = BUNDLE;
  await expect(parcel.update()).resolves.toBeUndefined();
});
