import { expect, test } from "vitest";
import { askForWaking } from "./background-sync.ts";
import { PARCEL_SYNC } from "./messages.ts";

function createContainer(register: (tag: string) => Promise<void>) {
  const registration = { sync: { register } } as unknown as ServiceWorkerRegistration;
  return { ready: Promise.resolve(registration) };
}

test("[DEL4] waking is asked for only while offline with something unsent", async () => {
  const tags: string[] = [];
  const container = createContainer(async (tag) => void tags.push(tag));
  await askForWaking(container, undefined);
  await askForWaking(container, { state: "connected", unsent: 2 });
  await askForWaking(container, { state: "offline", unsent: 0 });
  expect(tags).toEqual([]);
  await askForWaking(container, { state: "offline", unsent: 1 });
  expect(tags).toEqual([PARCEL_SYNC]);
});

test("[DEL4] a browser without it, or that refuses, is no failure", async () => {
  const unsent = { state: "offline", unsent: 1 };
  const without = { ready: Promise.resolve({} as ServiceWorkerRegistration) };
  const refusing = createContainer(() => Promise.reject(new Error("denied")));
  for (const container of [undefined, without, refusing])
    await expect(askForWaking(container, unsent)).resolves.toBeUndefined();
});
