import { ok } from "@tomoshibi/shared/base/result.ts";
import { expect, test } from "vitest";
import type { EngineRemote } from "../engine/api.ts";
import { linkEngine } from "./engine-link.ts";

const engine = (heard: string[]): EngineRemote => ({
  found: () => Promise.resolve(ok(undefined)),
  lookUpInvite: () => Promise.reject(new Error("worker gone")),
  join: () => Promise.resolve(ok(undefined)),
  makeInviteCards: () => Promise.resolve(ok([])),
  recoveryState: () => Promise.reject(new Error("worker gone")),
  makeRecoveryKit: () => Promise.reject(new Error("worker gone")),
  confirmKitPrinted: () => Promise.resolve(ok(undefined)),
  wipeRootSeed: () => Promise.resolve(ok(undefined)),
  restore: () => Promise.resolve(ok(undefined)),
  takeHousehold: () => Promise.resolve(ok(undefined)),
  appoint: () => Promise.resolve(ok(undefined)),
  handOver: () => Promise.resolve(ok({ keysChanged: 0 })),
  stopDevice: () => Promise.resolve(ok({ keysChanged: 0 })),
  endHousehold: () => Promise.resolve(ok({ devices: 0, keysChanged: 0 })),
  relays: () => Promise.resolve(ok([])),
  lookAtRelay: () => Promise.reject(new Error("worker gone")),
  startRelay: () => Promise.resolve(ok(undefined)),
  stopRelay: () => Promise.resolve(ok(undefined)),
  listenTo: () => Promise.resolve(ok(undefined)),
  heldReports: () => Promise.resolve(ok([])),
  heldForms: () => Promise.resolve(ok([])),
  formPoster: () => Promise.resolve(ok({ associationName: "", url: "" })),
  showReports: () => Promise.resolve(ok({ text: undefined, shown: 0, left: 0 })),
  showReceipt: () => Promise.resolve(ok({ text: undefined, shown: 0, left: 0 })),
  takeIn: () => Promise.resolve(ok({ type: "unreadable" })),
  packOwed: () => Promise.resolve(ok({ bytes: undefined, left: 0 })),
  packFile: () => Promise.resolve(ok(new Uint8Array())),
  meet: () => Promise.reject(new Error("worker gone")),
  syncNow: () => Promise.resolve(void heard.push("syncNow")),
  setVisible: () => Promise.reject(new Error("worker gone")),
});
const join = { codeOrQr: "", group: 1, representative: "", purposeVersion: 1 };

test("calls made before the engine has loaded reach it", async () => {
  const heard: string[] = [];
  let finish: (loaded: EngineRemote) => void = () => undefined;
  const link = linkEngine(() => new Promise((resolve) => (finish = resolve)));
  const states = [link.state()];
  link.subscribe(() => states.push(link.state()));
  const joining = link.engine.join(join);
  const syncing = link.engine.syncNow();
  finish(engine(heard));
  expect(await joining).toEqual(ok(undefined));
  await syncing;
  expect(heard).toEqual(["syncNow"]);
  expect(states).toEqual(["starting", "ready"]);
});

test("an engine that cannot be loaded fails as a value, and hints to it get lost in silence", async () => {
  const link = linkEngine(() => Promise.reject(new Error("no worker")));
  expect(await link.engine.join(join)).toMatchObject({ ok: false, error: { type: "failed" } });
  await expect(link.engine.syncNow()).resolves.toBeUndefined();
  expect(link.state()).toBe("failed");
});

test("a call that the engine drops fails as a value too", async () => {
  const link = linkEngine(() => Promise.resolve(engine([])));
  expect(await link.engine.lookUpInvite("")).toMatchObject({ error: { type: "failed" } });
  await expect(link.engine.setVisible(true)).resolves.toBeUndefined();
});
