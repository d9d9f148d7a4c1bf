import { expect, test } from "vitest";
import { linkUpdates, type Updates } from "./updates-context.tsx";

test("nothing is ready before the updates are there, and what they say is passed on", async () => {
  let tellChange: () => void = () => undefined;
  let isReady = false;
  const loaded: Updates = {
    updateReady: () => isReady,
    subscribe: (onChange) => {
      tellChange = onChange;
      return () => undefined;
    },
    apply: () => Promise.resolve("applied"),
  };
  const updates = linkUpdates(() => Promise.resolve(loaded));
  const heard: boolean[] = [];
  updates.subscribe(() => heard.push(updates.updateReady()));
  expect(updates.updateReady()).toBe(false);
  expect(await updates.apply()).toBe("failed");
  isReady = true;
  tellChange();
  expect(heard).toEqual([false, true]);
  expect(await updates.apply()).toBe("applied");
});

test("an app without a service worker works on as it is", async () => {
  const updates = linkUpdates(() => Promise.reject(new Error("not loaded")));
  expect(await updates.apply()).toBe("failed");
  expect(updates.updateReady()).toBe(false);
});
