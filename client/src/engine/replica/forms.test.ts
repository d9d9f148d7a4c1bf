/** Forms of the no-app page on officers' devices: kept, counted for nothing, recorded once. [FORM3] */
import { beforeEach, expect, test } from "vitest";
import { type IncidentId, recordIdOf } from "@tomoshibi/shared/base/ids.ts";
import { decodeEntry, entryIdOf } from "@tomoshibi/shared/entry/entry.ts";
import { sealForm } from "@tomoshibi/shared/entry/form.ts";
import { incidentIdOf } from "@tomoshibi/shared/records/incident-id.ts";
import { decodePayload } from "@tomoshibi/shared/records/payload.ts";
import {
  type AssociationWorld,
  addDevice,
  createWorld,
  joinHousehold,
} from "@tomoshibi/shared/testing/association-world.ts";
import { SAMPLE_FORM, posterKey, writeForm } from "@tomoshibi/shared/testing/forms.ts";
import { adoptionOf, submitCommand } from "../api.ts";
import { heldForms } from "../onboarding/held-forms.ts";
import type { EntryRow } from "../store/rows.ts";
import { FORMS_HELD_MAX } from "./memory.ts";
import {
  INCIDENT,
  ORIGIN,
  type MemoryRelay,
  type TestReplica,
  contact,
  createMemoryRelay,
  freshDatabase,
  installReplica,
  openIncident,
  openReplica,
  tap,
} from "./testing/replica-world.ts";

const AT = 1_775_001_600_000;

let world: AssociationWorld;
let relay: MemoryRelay;
let first: TestReplica;
let second: TestReplica;

beforeEach(async () => {
  world = await createWorld();
  relay = createMemoryRelay();
  await joinHousehold(world, 12, 3);
  const other = addDevice(world, { role: "officer", household: 5, group: 1 });
  first = await installReplica(world, world.founder);
  second = await installReplica(world, other);
  await first.run(openIncident(AT));
  await meet();
});

async function meet(): Promise<void> {
  for (const desk of [first, second, first, second]) await contact(desk, relay);
}

const bring = ({ replica }: TestReplica, ...forms: readonly Uint8Array[]) =>
  replica.receive([
    {
      stream: "forms",
      messages: forms.map((bytes) => ({ bytes, relayedAtSeconds: AT / 1000 })),
    },
  ]);

async function tray({ replica, database }: TestReplica) {
  const forms = await heldForms({ replica, database } as never);
  if (!forms.ok) throw new Error(forms.error.type);
  return forms.value;
}

const adoption = (form: Uint8Array) =>
  tap(AT, {
    ...{ household: 12, by: "officer", means: "form", comment: "二階", aboutMs: AT },
    adopts: recordIdOf(idOf(form)),
  });

function idOf(bytes: Uint8Array) {
  const entry = decodeEntry(bytes);
  if (entry === undefined) throw new Error("a form is an entry");
  return entryIdOf({ association: world.association, stream: "forms" }, entry);
}

test("[FORM3] a form is kept and applied to nothing; calls for help come first, and a receipt says that it is here", async () => {
  const safe = writeForm(world, { status: "safe" }).bytes;
  const help = writeForm(world).bytes;
  await bring(first, safe, help, safe);
  expect((await tray(first)).map(({ form }) => form.status)).toEqual(["help", "safe"]);
  expect(await first.database.boardRows.filter(({ reports }) => reports.length > 0).count()).toBe(
    0,
  );
  await first.replica.writeReceipt();
  const receipts = await first.database.entries.where("stream").equals("receipts").toArray();
  const covered = receipts.flatMap(({ payload }) => {
    const receipt = payload && decodePayload(payload);
    return receipt?.kind === "receipt" ? receipt.entries : [];
  });
  expect(covered).toEqual(expect.arrayContaining([idOf(safe), idOf(help)]));
});

test("[FORM3] [MEM5] two officers who record one form apart make one record on every board", async () => {
  const { bytes } = writeForm(world);
  await bring(first, bytes);
  await bring(second, bytes);
  await first.run(adoption(bytes));
  await second.run(adoption(bytes));
  await meet();
  for (const { database } of [first, second]) {
    const row = await database.boardRows.get([INCIDENT, 12]);
    expect(row?.reports).toHaveLength(1);
    expect(row?.needsCheck).toBe(false);
  }
  expect((await tray(second)).map(({ state }) => state)).toEqual(["adopted"]);
});

test("[FORM3] [MEM5] [ENT6] a form that a device records again, for it was set back in between, stands once on every board", async () => {
  const { bytes } = writeForm(world);
  await bring(first, bytes);
  const { id, recordId } = await first.run(adoption(bytes));
  await meet();
  // As the backup has it; of its own chain the device has heard since.
  await first.database.intents.update(id, { state: "stored", recordId: undefined });
  await first.replica.drainIntents();
  expect((await first.database.intents.get(id))?.recordId).not.toBe(recordId);
  await meet();
  for (const { database } of [first, second]) {
    const row = await database.boardRows.get([INCIDENT, 12]);
    expect(row?.reports).toHaveLength(1);
    expect(row?.needsCheck).toBe(false);
  }
});

test("[FORM3] a record of a form that came to nothing is no record, and can be made again", async () => {
  const { bytes } = writeForm(world);
  await bring(first, bytes);
  const id = adoptionOf(recordIdOf(idOf(bytes)));
  const record = () =>
    submitCommand(first.database, adoption(bytes), { nowMs: () => AT, newIntentId: () => id });
  const stateIs = async (state: string) => expect(await tray(first)).toMatchObject([{ state }]);
  await record();
  await stateIs("adopted");
  await expect(record()).rejects.toMatchObject({ name: "ConstraintError" });
  await first.database.intents.update(id, { state: "failed", failure: "notAllowed" });
  await stateIs("open");
  await record();
  await stateIs("adopted");
  expect(await first.database.intents.get(id)).toMatchObject({ state: "stored" });
});

test("[FORM3] [KEY1] a form that came before its key is opened when the key comes", async () => {
  const late = addDevice(world, { role: "officer", household: 6, group: 1 });
  const desk = await installReplica(world, late, { withoutKeys: true });
  await bring(desk, writeForm(world).bytes);
  expect(await tray(desk)).toEqual([]);
  await desk.replica.addStatements([], [...world.founder.keyring.keys.values()]);
  expect(await tray(desk)).toMatchObject([{ form: SAMPLE_FORM, state: "open" }]);
});

test("[FORM3] nonsense that is sealed like a form is kept and shown to nobody as one; other shapes are nothing", async () => {
  const { association } = world;
  const nonsense = [new Uint8Array(), new Uint8Array([1, 2]), new Uint8Array(900)].map(
    (payload) => sealForm(world, association, posterKey(world), payload).bytes,
  );
  const { bytes } = writeForm(world);
  await bring(first, ...nonsense, bytes.slice(1), new Uint8Array([0x80]), bytes);
  expect(await tray(first)).toHaveLength(1);
  const rows = await first.database.entries.where("stream").equals("forms").toArray();
  const countOf = (wanted: string) => rows.filter(({ reason }) => reason === wanted).length;
  expect([countOf("form"), countOf("malformed"), rows.length]).toEqual([1, 3, 4]);
});

test("[FORM2] made-up forms do not fill a device, and what is there stays", async () => {
  const database = freshDatabase();
  const desk = await installReplica(world, world.founder, { database });
  const { bytes } = writeForm(world);
  await bring(desk, bytes);
  const [row] = await database.entries.where("stream").equals("forms").toArray();
  if (row === undefined) throw new Error("the form is here");
  const copies = Array.from({ length: FORMS_HELD_MAX - 2 }, (_, index): EntryRow => {
    const entryId = index.toString(16).padStart(64, "0") as EntryRow["entryId"];
    return { ...row, entryId, bytes: new Uint8Array() };
  });
  await database.entries.bulkPut(copies);
  const again = await openReplica(database);
  expect(await database.notices.get("formsFull")).toBeUndefined();
  await bring(again, writeForm(world, { household: "さいご" }).bytes);
  expect(await database.notices.get("formsFull")).toMatchObject({ detail: `${FORMS_HELD_MAX}` });
  await bring(again, writeForm(world, { household: "あふれた" }).bytes);
  expect(await database.entries.where("stream").equals("forms").count()).toBe(FORMS_HELD_MAX);
  expect((await database.entries.get(row.entryId))?.reason).toBe("form");
});

test("[ERA1] [FORM3] what became an erased report is erased too, everywhere, and does not come back", async () => {
  const used = writeForm(world).bytes;
  const open = writeForm(world, { household: "石川 花" }).bytes;
  for (const desk of [first, second]) {
    desk.clock.set(AT + 10_000);
    await bring(desk, used, open);
  }
  await first.run(adoption(used));
  await meet();
  const erase = { incident: undefined, household: 12, atMs: AT + 20_000 } as const;
  await first.run({ type: "eraseReports", ...erase });
  await meet();
  for (const desk of [first, second]) {
    await bring(desk, used);
    expect((await tray(desk)).map(({ form }) => form.household)).toEqual(["石川 花"]);
    const row = await desk.database.entries.get(idOf(used));
    expect(row).toMatchObject({ reason: "erased", payload: undefined, variants: [] });
    expect(row?.bytes.length).toBeLessThan(200);
  }
});

test("[ERA1] [FORM3] forms of an open incident stay when the reports of one that ended are erased; with the last they go", async () => {
  const origin = { type: "manual", utcHour: ORIGIN.utcHour - 20 } as const;
  const ended = incidentIdOf(origin);
  const opening = { type: "openIncident", cause: "earthquake", title: "" } as const;
  await first.run({ ...opening, incident: ended, origin, atMs: AT - 72_000_000 });
  first.clock.set(AT + 10_000);
  await bring(first, writeForm(world).bytes);
  const end = async (incident: IncidentId, atMs: number) => {
    await first.run({ type: "changeIncident", change: "closed", incident, atMs });
    await first.run({ type: "eraseReports", incident, household: undefined, atMs: atMs + 1_000 });
    return tray(first);
  };
  expect(await end(ended, AT + 20_000)).toMatchObject([{ state: "open" }]);
  expect(await end(INCIDENT, AT + 30_000)).toEqual([]);
});

test("[ERA1] [FORM3] a form that came after the end stays, also where the end had to outrank what a member says of the time", async () => {
  const member = await installReplica(world, await joinHousehold(world, 13, 3));
  await contact(member, relay);
  const years = 10 * 365 * 24 * 3_600_000;
  // By a phone whose clock is ahead, or by one that lies: about a check that is none of its own.
  const cancelled = { type: "changeIncident", change: "cancelled", incident: INCIDENT } as const;
  await member.run({ ...cancelled, atMs: AT + years });
  await contact(member, relay);
  await contact(first, relay);
  await first.run({ type: "changeIncident", change: "closed", incident: INCIDENT, atMs: AT });
  expect((await first.database.incidents.get(INCIDENT))?.closedAtMs).toBeGreaterThan(AT + years);
  first.clock.set(AT + 10_000);
  await bring(first, writeForm(world).bytes);
  const erase = { incident: INCIDENT, household: undefined, atMs: AT + 20_000 } as const;
  await first.run({ type: "eraseReports", ...erase });
  expect(await tray(first)).toMatchObject([{ state: "open" }]);
});
