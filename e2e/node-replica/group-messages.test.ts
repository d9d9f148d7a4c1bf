/** 班のひとこと through a whole relay: two households, their leader, an outsider, and a phone that is stopped. */
import { expect, test } from "vitest";
import type { DeviceId } from "@tomoshibi/shared/base/ids.ts";
import type { InviteCard } from "@tomoshibi/client/engine/api.ts";
import { eventually } from "../browser/support/eventually.ts";
import { cardAgain, foundedOfficer, joined, openDevice } from "./neighbourhood.ts";
import { type NodeDevice, createRelayHouse } from "./node-device.ts";

const DUTY = "明日のごみ当番は田中です";
const CHECK = "今夜、消火器の点検をします";
const AFTER = "この電話は、ひろったものです";

test("[STR] [REL8] households and their leader write to one another through the relay; no outsider and no relay reads a word", async () => {
  const house = await createRelayHouse();
  const officer = await foundedOfficer(house);
  const tanaka = await joined(house, await cardOf(officer, 3, "田中 一"), "田中 一");
  const yanagi = await joined(house, await cardOf(officer, 3, "柳 けい"), "柳 けい");
  const outsider = await openDevice(house);
  const far = await cardOf(officer, 4, "山吹 みのり");
  const input = { codeOrQr: far.code, group: 4, representative: "山吹", purposeVersion: 1 };
  expect(await outsider.engine.join(input)).toMatchObject({ ok: true });
  await lead(officer, yanagi);

  await say(tanaka, DUTY);
  await say(yanagi, CHECK);
  for (const device of [tanaka, yanagi, officer]) await reads(device, [DUTY, CHECK]);
  await eventually("who leads is told, and nobody else is said to", async () => {
    const rows = await tanaka.database.groupMessages.toArray();
    return rows.every(({ text, isByLeader }) => isByLeader === (text === CHECK));
  });
  await eventually("an officer's receipt is told", async () => {
    const [own] = await tanaka.database.groupMessages
      .filter(({ isByThisDevice }) => isByThisDevice)
      .toArray();
    return own?.delivery === "received";
  });
  // Nothing of it came to the other group's phone, sealed or open, though it has heard of all else meanwhile.
  await say(outsider, "ほかの班です", 4);
  await reads(officer, [DUTY, CHECK, "ほかの班です"]);
  expect(await outsider.database.entries.where("stream").equals("group/3").count()).toBe(0);
  for (const secret of [DUTY, CHECK, "田中"]) expect(house.logged()).not.toContain(secret);
});

test("[STR] [MEM5] [KEY3] a stopped phone is heard in its group no more, and reads nothing of what is said there then", async () => {
  const house = await createRelayHouse();
  const officer = await foundedOfficer(house);
  const card = await cardOf(officer, 3, "田中 一");
  const tanaka = await joined(house, card, "田中 一");
  const lost = await joined(house, card, "田中 一");
  const yanagi = await joined(house, await cardOf(officer, 3, "柳 けい"), "柳 けい");
  // The card they both came in by ends with the lost one.
  await confirm(officer, tanaka);
  await say(lost, DUTY);
  for (const device of [tanaka, yanagi, officer]) await reads(device, [DUTY]);

  house.isReachable = false;
  await Promise.all([lost.engine.syncNow(), officer.engine.syncNow()]);
  await say(lost, AFTER);
  const device = (await lost.database.profile.get("me"))?.device;
  if (device === undefined) throw new Error("the phone has joined");
  expect(await officer.engine.stopDevice({ device })).toMatchObject({ ok: true });
  house.isReachable = true;
  for (const each of [officer, tanaka, yanagi, lost]) await each.engine.syncNow();
  await eventually("the neighbours have the new key", async () => {
    const [theirs, ours] = await Promise.all(
      [yanagi, officer].map(({ database }) => database.statements.count()),
    );
    const trouble = await yanagi.database.notices.toArray();
    return theirs === ours && trouble.every(({ code }) => code !== "keyMissing");
  });
  await say(yanagi, CHECK);
  for (const each of [tanaka, yanagi, officer]) await reads(each, [DUTY, CHECK]);
  // What the lost phone had written meanwhile came, and stands nowhere.
  await eventually("it is kept", async () => {
    const entries = officer.database.entries.where("stream").equals("group/3");
    return (await entries.toArray()).some(({ reason }) => reason === "revoked");
  });
  await reads(officer, [DUTY, CHECK]);
  const onLost = await lost.database.groupMessages.toArray();
  expect(onLost.map(({ text }) => text)).not.toContain(CHECK);
});

/** A household of a group on the roster, and its card. */
async function cardOf(officer: NodeDevice, group: number, name: string): Promise<InviteCard> {
  const empty = { kana: "", phone: "", address: "", careNeeds: "" };
  const households = [{ number: undefined, group, name, ...empty }];
  await officer.submit({ type: "saveHouseholds", households });
  const household = await eventually(`${name} stands on the roster`, () =>
    officer.database.households.filter((row) => row.name === name).first(),
  );
  return cardAgain(officer, household.number);
}

/** 班長にする, after somebody has looked at the phone. */
async function lead(officer: NodeDevice, device: NodeDevice): Promise<void> {
  const me = await confirm(officer, device);
  expect(await officer.engine.appoint({ device: me, role: "groupLeader" })).toMatchObject({
    ok: true,
  });
  await officer.engine.syncNow();
}

/** 確認する. */
async function confirm(officer: NodeDevice, device: NodeDevice): Promise<DeviceId> {
  const me = (await device.database.profile.get("me"))?.device;
  if (me === undefined) throw new Error("the phone has joined");
  await eventually("the officer has heard of the device", () => officer.database.devices.get(me));
  await officer.submit({ type: "confirmDevices", devices: [me] });
  await eventually("the phone is confirmed", async () => {
    const row = await officer.database.devices.get(me);
    return row?.isConfirmed === true;
  });
  return me;
}

async function say(device: NodeDevice, text: string, group: number = 3): Promise<void> {
  const name = (await device.database.profile.get("me"))?.representative ?? "";
  await device.submit({ type: "writeGroupMessage", group, name, text, atMs: Date.now() });
  await device.engine.syncNow();
  await eventually(`「${text}」 stands on the own board`, () =>
    device.database.groupMessages.filter((row) => row.text === text).first(),
  );
}

const reads = (device: NodeDevice, texts: readonly string[]) =>
  eventually(`exactly ${texts.join("・")} can be read`, async () => {
    const rows = await device.database.groupMessages.toArray();
    const read = rows.map(({ text }) => text).toSorted();
    return read.join() === texts.toSorted().join();
  });
