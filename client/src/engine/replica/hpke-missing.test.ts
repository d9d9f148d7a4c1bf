import { afterEach, expect, test, vi } from "vitest";
import { addDevice, createWorld } from "@tomoshibi/shared/testing/association-world.ts";
import { contact, createMemoryRelay, installReplica } from "./testing/replica-world.ts";

afterEach(() => {
  vi.doUnmock("@hpke/core");
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
  vi.resetModules();
  vi.doMock("@hpke/core", () => {
    throw new TypeError("failed to fetch");
  });
  await contact(phone, relay);
  const audiences = () => [...phone.replica.keyring.keys.values()].map(({ audience }) => audience);
  expect(audiences()).not.toContain("members");
  vi.doUnmock("@hpke/core");
  vi.resetModules();
  // The runner takes a mock back with the next import from here.
  await import("@tomoshibi/shared/crypto/wrap.ts");
  expect(await phone.replica.receive([])).toMatchObject({ newEntries: expect.any(Number) });
  expect(audiences()).toContain("members");
});
