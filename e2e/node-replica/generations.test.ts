/** Two desks, a whole relay, and somebody who was away: the roster is tidied, a circular's text is erased, and it is gone. [DOC3] */
import { expect, test } from "vitest";
import type { HouseholdInput } from "@tomoshibi/client/engine/api.ts";
import { decodeEntry, entryIdOf } from "@tomoshibi/shared/entry/entry.ts";
import { decodeReadAnswer } from "@tomoshibi/shared/relay-api/reads.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import type { CircularId } from "@tomoshibi/shared/base/ids.ts";
import { eventually } from "../browser/support/eventually.ts";
import { INCIDENT, cardFor, foundedOfficer, joined } from "./neighbourhood.ts";
import { type NodeDevice, type RelayHouse, createRelayHouse } from "./node-device.ts";

const LEAVER = "引越 はるか";
const NOTE = "段差に気をつける";
const STAYS = "野々市 次郎";
const CORRECTED = "野々市 治郎";

/** Somebody who is an officer from now on. */
async function appointed(
  house: RelayHouse,
  founder: NodeDevice,
  name: string,
): Promise<NodeDevice> {
  const officer = await joined(house, await cardFor(founder, name), name);
  const { device } = await eventually("it joined", () => officer.database.profile.get("me"));
  await eventually("the founder knows it", () => founder.database.devices.get(device));
  await founder.submit({ type: "confirmDevices", devices: [device] });
  await eventually("it is confirmed", async () => {
    const view = await founder.database.devices.get(device);
    return view?.isConfirmed === true;
  });
  expect(await founder.engine.appoint({ device, role: "officer" })).toMatchObject({ ok: true });
  await eventually("it reads the roster", async () => {
    await Promise.all([founder.engine.syncNow(), officer.engine.syncNow()]);
    return (await officer.database.households.filter((row) => row.name === name).count()) > 0;
  });
  return officer;
}

async function householdOf({ database }: NodeDevice, name: string): Promise<number> {
  const row = await eventually(`${name} stands on the roster`, () =>
    database.households.filter((household) => household.name === name).first(),
  );
  return row.number;
}

function named(number: number, name: string): HouseholdInput {
  return { number, group: 3, name, kana: "", phone: "", address: "", careNeeds: "" };
}

/** Everything a device's store holds, as text: payloads stand there opened. */
async function textOf({ database }: NodeDevice): Promise<string> {
  const tables = await Promise.all(database.tables.map((table) => table.toArray()));
  return JSON.stringify(tables, (_name, item: unknown) =>
    item instanceof Uint8Array ? new TextDecoder().decode(item) : item,
  );
}

/** The same relay, and every message of a stream that it hands out from now on. */
function listeningTo(house: RelayHouse, listened: StreamName) {
  const seen: Uint8Array[] = [];
  const overheard: RelayHouse = {
    ...house,
    async fetch(url, init) {
      const answer = await house.fetch(url, init);
      const bytes = new Uint8Array(await answer.clone().arrayBuffer());
      const reads = decodeReadAnswer(bytes) ?? [];
      for (const { stream, messages } of reads)
        if (stream === listened) seen.push(...messages.map((message) => message.bytes));
      return answer;
    },
  };
  return { seen, overheard };
}

/** The boxes of what the relay handed out, by entry: undefined where there is a husk. */
async function boxesIn(seen: readonly Uint8Array[], stream: StreamName, reader: NodeDevice) {
  const { association } = (await reader.database.profile.get("me"))!;
  return new Map(
    seen.flatMap((bytes) => {
      const entry = decodeEntry(bytes);
      return entry === undefined
        ? []
        : [[entryIdOf({ association, stream }, entry), entry.box] as const];
    }),
  );
}

async function changesIn({ database }: NodeDevice, wanted: StreamName) {
  const rows = await database.entries.where("kind").equals("documentChanged").toArray();
  return rows.filter(({ stream }) => stream === wanted).map(({ entryId }) => entryId);
}

const generationOf = async ({ database }: NodeDevice) =>
  (await database.documents.get("roster"))?.generation;

test("[DOC3] [ERA1] after tidying, who left is found on no officer's device nor at the relay; what an absent officer wrote is shown, not lost", async () => {
  const house = await createRelayHouse();
  const founder = await foundedOfficer(house);
  const second = await appointed(house, founder, "金沢 一");
  const absent = await appointed(house, founder, "小松 三");
  await cardFor(founder, LEAVER);
  await cardFor(founder, STAYS);
  const leaver = await householdOf(founder, LEAVER);
  const stays = await householdOf(founder, STAYS);
  await founder.submit({
    ...{ type: "setFollowUp", incident: INCIDENT, household: leaver, assignee: "金沢", note: NOTE },
    ...{ isDone: true, atMs: Date.now(), seen: [] },
  });
  for (const device of [second, absent])
    await eventually("all is with everybody", async () => (await textOf(device)).includes(NOTE));
  const old = await changesIn(founder, "officers");

  // One of them goes where there is no network, and writes there.
  await absent.engine.setVisible(false);
  await absent.submit({ type: "saveHouseholds", households: [named(stays, CORRECTED)] }, "away");
  await eventually("it is written there", async () => {
    return (await absent.database.intents.get("away"))?.state === "sealed";
  });
  await founder.submit({ type: "removeHousehold", number: leaver });
  await founder.submit({ type: "tidyDocuments", atMs: Date.now() }, "tidy");
  await founder.submit({ type: "eraseSummedUp", after: "tidy", atMs: Date.now() });
  for (const device of [founder, second])
    await eventually("it is tidied and erased", async () => {
      await Promise.all([founder.engine.syncNow(), second.engine.syncNow()]);
      const text = await textOf(device);
      return (await generationOf(device)) !== 1 && !text.includes(LEAVER) && !text.includes(NOTE);
    });

  await absent.engine.setVisible(true);
  for (const device of [founder, second, absent])
    await eventually("the late change is shown everywhere", async () => {
      await Promise.all([absent.engine.syncNow(), device.engine.syncNow()]);
      const { late = [] } = (await device.database.documents.get("roster")) ?? {};
      return late.some(({ writes }) => writes.some(({ value }) => value === CORRECTED));
    });
  const [late] = (await second.database.documents.get("roster"))?.late ?? [];
  await second.submit({
    ...{ type: "decideLate", late: late!.recordId, document: "roster" },
    ...{ decision: "adopted", atMs: Date.now() },
  });
  for (const device of [founder, second, absent]) {
    await eventually("it was taken over", async () => {
      await Promise.all([second.engine.syncNow(), device.engine.syncNow()]);
      const { late: open = [] } = (await device.database.documents.get("roster")) ?? {};
      return open.length === 0 && (await householdOf(device, CORRECTED)) === stays;
    });
    await eventually("who left is gone", async () => {
      await device.engine.syncNow();
      const text = await textOf(device);
      return !text.includes(LEAVER) && !text.includes(NOTE);
    });
  }

  // Who becomes an officer now reads from the relay what it holds: husks.
  const { seen, overheard } = listeningTo(house, "officers");
  const newcomer = await appointed(overheard, founder, "加賀 四");
  expect(await householdOf(newcomer, CORRECTED)).toBe(stays);
  expect(old.length).toBeGreaterThan(3);
  const boxes = await boxesIn(seen, "officers", newcomer);
  for (const id of old) {
    expect(boxes.has(id)).toBe(true);
    expect(boxes.get(id)).toBeUndefined();
  }
  const text = await textOf(newcomer);
  for (const gone of [LEAVER, NOTE]) expect(text).not.toContain(gone);
});

test("[DOC3] [ERA1] what a withdrawn circular said is found on no device nor at the relay, a member's that was away neither; the others are as they were", async () => {
  const house = await createRelayHouse();
  const founder = await foundedOfficer(house);
  const member = await joined(house, await cardFor(founder, STAYS), STAYS);
  const [mistaken, stays] = ["a1", "b2"].map((byte) => byte.repeat(8) as CircularId);
  const publish = (circular: CircularId, title: string, body: string) =>
    founder.submit({ type: "publishCircular", circular, title, body, atMs: Date.now() });
  await publish(stays!, "夏まつり", "8月9日です");
  await publish(mistaken!, "係の名簿", NOTE);
  await eventually("the member has both", async () => {
    await Promise.all([founder.engine.syncNow(), member.engine.syncNow()]);
    return (await member.database.circulars.toArray()).length === 2;
  });
  const before = await member.database.circulars.get(stays!);
  // The settings' first change is among them: it has one generation, and stays.
  const settings = await founder.database.documents.get("settings");
  const old = (await changesIn(founder, "members")).filter(
    (id) => settings?.merged.includes(id) !== true,
  );
  expect(old).toHaveLength(2);

  await member.engine.setVisible(false);
  await founder.submit({ type: "withdrawCircular", circular: mistaken!, atMs: Date.now() });
  const after = "erase";
  await founder.submit({ type: "tidyDocuments", circular: mistaken!, atMs: Date.now() }, after);
  await founder.submit({ type: "eraseSummedUp", after, atMs: Date.now() });
  await eventually("the officer has erased it", async () => {
    await founder.engine.syncNow();
    return !(await textOf(founder)).includes(NOTE);
  });
  expect(await textOf(member)).toContain(NOTE);

  await member.engine.setVisible(true);
  await eventually("the member's phone has erased it", async () => {
    await Promise.all([founder.engine.syncNow(), member.engine.syncNow()]);
    return !(await textOf(member)).includes(NOTE);
  });
  expect(await member.database.circulars.toArray()).toEqual([before]);

  const { seen, overheard } = listeningTo(house, "members");
  const newcomer = await joined(overheard, await cardFor(founder, "金沢 一"), "金沢 一");
  await eventually("who comes later reads what stays", async () => {
    await newcomer.engine.syncNow();
    return (await newcomer.database.circulars.toArray()).length === 1;
  });
  const boxes = await boxesIn(seen, "members", newcomer);
  for (const id of old) {
    expect(boxes.has(id)).toBe(true);
    expect(boxes.get(id)).toBeUndefined();
  }
  expect(await textOf(newcomer)).not.toContain(NOTE);
});
