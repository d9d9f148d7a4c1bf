/** What the driver hears of a call that breaks off half way: what was stored by then is not left lying. */
import { expect, test } from "vitest";
import { createCalls } from "./calls.ts";
import type { DriverEvent } from "./machine.ts";

/** Calls over a lead whose replica breaks at the first touch, and what its driver heard. */
function brokenCalls() {
  const heard: DriverEvent["type"][] = [];
  const lead = {
    onboarding: { isSecure: true, replica: undefined },
    driver: { send: ({ type }: DriverEvent) => void heard.push(type), state: () => ({}) },
  };
  const ports = { database: undefined, setTimer: () => () => undefined };
  return { heard, lead, calls: createCalls(ports as never, (question) => question(lead as never)) };
}

test("[MEET1] what was taken in before something broke is sealed and sent", async () => {
  const { calls, heard } = brokenCalls();
  await expect(calls.takeIn({} as never)).rejects.toThrow(TypeError);
  expect(heard).toEqual(["tookIn"]);
});

test("[MEET1] [DEL1] what a question of a meeting stored is sent: a receipt, or who was certified elsewhere", async () => {
  const { calls, heard } = brokenCalls();
  await expect(calls.meet({ type: "makeOffer" } as never)).rejects.toThrow(TypeError);
  expect(heard).toEqual(["tookIn"]);
});

test("[MEM6] statements of cards and appointments that were stored before something broke are sent", async () => {
  const { calls, heard } = brokenCalls();
  await expect(calls.makeInviteCards([{}] as never)).rejects.toThrow(TypeError);
  await expect(calls.appoint({} as never)).rejects.toThrow(TypeError);
  expect(heard).toEqual(["workStored", "workStored"]);
});

test("[MEM6] a device that became a member before something broke begins its contacts", async () => {
  const { calls, heard, lead } = brokenCalls();
  const replica = {
    get identity() {
      return asked++ === 0 ? undefined : {};
    },
  };
  let asked = 0;
  Object.assign(lead.onboarding, { replica });
  await expect(calls.found({} as never)).rejects.toThrow(TypeError);
  expect(heard).toEqual(["becameMember"]);
});
