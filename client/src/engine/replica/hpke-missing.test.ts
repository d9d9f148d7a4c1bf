import { expect, test, vi } from "vitest";
import type * as wrapping from "@tomoshibi/shared/crypto/wrap.ts";
import { addDevice, createWorld } from "@tomoshibi/shared/testing/association-world.ts";
import { contact, createMemoryRelay, installReplica } from "./testing/replica-world.ts";

const network = vi.hoisted(() => ({ off: false }));

// What opens a wrapped key answers as it does where its library cannot be fetched. One mock for the whole file: taking
// a mock back within a test is a race of the runner's.
vi.mock("@tomoshibi/shared/crypto/wrap.ts", async (original) => {
  const real = await original<typeof wrapping>();
  return {
    ...real,
    unwrap: (...given: Parameters<typeof real.unwrap>) =>
      network.off ? Promise.reject(new real.HpkeNotLoaded("off")) : real.unwrap(...given),
  };
});

test("[KEY2] mail that cannot be opened for want of the library is opened at the next contact, without news", async () => {
  const world = await createWorld();
  const relay = createMemoryRelay();
  const desk = await installReplica(
    world,
    addDevice(world, { role: "officer", household: 5, group: 1 }),
  );
  const late = addDevice(world, { role: "member", household: 30, group: 3 });
  const phone = await installReplica(world, late, { withoutKeys: true });
  await contact(phone, relay);
  await contact(desk, relay);
  await desk.replica.wrapKeys();
  await contact(desk, relay);
  network.off = true;
  await contact(phone, relay);
  const audiences = () => [...phone.replica.keyring.keys.values()].map(({ audience }) => audience);
  expect(audiences()).not.toContain("members");
  network.off = false;
  expect(await phone.replica.receive([])).toMatchObject({ newEntries: expect.any(Number) });
  expect(audiences()).toContain("members");
});
