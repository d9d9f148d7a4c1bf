/** Two devices that meet without a relay: by QR code, and by file. */
import fc from "fast-check";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { encodeEntry } from "@tomoshibi/shared/entry/entry.ts";
import { FILE_BYTES_MAX } from "@tomoshibi/shared/meeting/parcel.ts";
import { slipToText, textToSlip } from "@tomoshibi/shared/meeting/slip.ts";
import { readEntry } from "@tomoshibi/shared/sync/apply.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  createWorld,
  joinHousehold,
} from "@tomoshibi/shared/testing/association-world.ts";
import type { TakenIn } from "../api.ts";
import {
  INCIDENT,
  RELAY_KEY,
  type TestReplica,
  contact,
  createMemoryRelay,
  installReplica,
  openIncident,
  tap,
} from "../replica/testing/replica-world.ts";
import { packFile } from "./pack-file.ts";
import { showReceipt, showReports } from "./show-slip.ts";
import { takeIn } from "./take-in.ts";

const AT = 1_775_001_600_000;

let world: AssociationWorld;
let officer: WorldDevice;
let resident: WorldDevice;
let desk: TestReplica;
let phone: TestReplica;

beforeAll(async () => {
  world = await createWorld();
  officer = addDevice(world, { role: "officer", household: 5, group: 1 });
  resident = await joinHousehold(world, 12, 3);
});

beforeEach(async () => {
  desk = await installReplica(world, officer);
  phone = await installReplica(world, resident);
});

describe("a report by QR code", () => {
  test("[MEET2] of a phone that no relay reached stands on the board, with the incident it opened", async () => {
    const text = await checkIn("help");
    expect(await take(desk, text)).toMatchObject({
      type: "taken",
      reports: [{ incident: INCIDENT, subjects: [{ subject: "self", status: "help" }] }],
      others: 1,
      carried: 0,
      kept: 0,
    });
    expect(await desk.database.incidents.get(INCIDENT)).toMatchObject({ isOpen: true });
    expect(await desk.database.boardRows.get([INCIDENT, 12])).toMatchObject({ state: "help" });
  });

  test("[MEET2] taken in again changes nothing", async () => {
    const text = await checkIn("safe");
    await take(desk, text);
    const before = await dump(desk);
    expect(await take(desk, text)).toMatchObject({ reports: [], others: 0, known: 2 });
    expect(await dump(desk)).toEqual(before);
  });

  test("[MEET2] of a device that is not known yet brings its certificate", async () => {
    const withoutNeighbour = { ...world, statements: [...world.statements] };
    const stranger = await joinHousehold(world, 13, 3);
    const strangersPhone = await installReplica(world, stranger);
    const otherDesk = await installReplica(withoutNeighbour, officer);
    await strangersPhone.run(openIncident(AT));
    await strangersPhone.run(tap(AT));
    const shown = await showReports(strangersPhone, INCIDENT);
    const text = (shown.ok && shown.value.text) || "";
    expect(await take(otherDesk, text)).toMatchObject({ reports: [{}], kept: 0 });
    // The certificate is due at a relay, which may not know it either.
    const bundle = await otherDesk.replica.outgoing("bb".repeat(32));
    const brought = textToSlip(text)?.statements ?? [];
    expect(brought.length).toBeGreaterThan(0);
    for (const bytes of brought) expect(bundle?.statements).toContainEqual(bytes);
  });

  test("[DEL2] is received when the officer's receipt comes back as a QR code, without any network", async () => {
    const taken = await take(desk, await checkIn("safe"));
    expect(await deliveries()).toEqual(["saved"]);
    const receipt = await showReceipt(desk, taken.type === "taken" ? taken.applied : []);
    const text = (receipt.ok && receipt.value.text) || "";
    expect(await take(phone, text)).toMatchObject({ type: "taken", received: 2 });
    expect(await deliveries()).toEqual(["received"]);
    // Nothing is owed any more, and an officer knows the device.
    expect(await showReports(phone, INCIDENT)).toMatchObject({ value: { text: undefined } });
  });

  test("[DEL2] is not received by anything else that is taken in", async () => {
    const text = await checkIn("safe");
    await take(desk, text);
    expect(await take(phone, text)).toMatchObject({ received: 0, known: 2 });
    await take(phone, await fileOf(phone));
    expect(await deliveries()).toEqual(["saved"]);
  });

  test("[MEET2] keeps its answer where a long comment has no room", async () => {
    await checkIn("help");
    await phone.run(tap(AT + 1, { subjects: HELP, comment: "あ".repeat(500) }));
    const shown = await showReports(phone, INCIDENT);
    expect(shown).toMatchObject({ value: { left: 1 } });
    const text = (shown.ok && shown.value.text) || "";
    expect(await take(desk, text)).toMatchObject({ reports: [{ subjects: HELP }] });
  });

  test("[MEET2] of another association is told apart", async () => {
    const other = await createWorld(9);
    const neighbour = await installReplica(other, other.founder);
    expect(await take(neighbour, await checkIn("safe"))).toEqual({ type: "otherAssociation" });
  });

  test("[MEET2] with a signature that was tampered with is applied nowhere", async () => {
    const slip = textToSlip(await checkIn("safe"));
    if (slip === undefined) throw new Error("no slip");
    const entries = slip.entries.map(({ stream, bytes }) => {
      const named = readEntry({ association: world.association, stream }, bytes);
      const entry = named && { ...named.entry, signature: new Uint8Array(64) };
      return { stream, bytes: entry ? encodeEntry(entry) : bytes };
    });
    const taken = await take(desk, slipToText({ ...slip, entries }));
    expect(taken).toMatchObject({ reports: [], others: 0, damaged: 2 });
    // The honest copy is still welcome.
    expect(await take(desk, slipToText(slip))).toMatchObject({ reports: [{}], others: 1 });
  });

  test("[MEET2] with a certificate that was tampered with is not said to have brought one", async () => {
    const slip = textToSlip(await checkIn("safe"));
    if (slip === undefined) throw new Error("no slip");
    await take(desk, slipToText(slip));
    expect(slip.statements.length).toBeGreaterThan(0);
    const statements = slip.statements.map((bytes) => {
      const damaged = bytes.slice();
      // Within the subject's key: the statement still decodes, and its signature is wrong.
      damaged[12] = (damaged[12] ?? 0) ^ 1;
      return damaged;
    });
    const taken = await take(desk, slipToText({ ...slip, statements }));
    expect(taken).toMatchObject({ others: 0, kept: statements.length, damaged: 0 });
  });

  test("[MEET2] noise changes nothing and never throws", async () => {
    const text = await checkIn("safe");
    await fc.assert(
      fc.asyncProperty(fc.nat(text.length - 1), fc.string({ maxLength: 3 }), async (at, noise) => {
        const mutated = text.slice(0, at) + noise + text.slice(at + noise.length);
        const taken = await take(desk, mutated);
        if (mutated === text || taken.type !== "taken") return;
        expect(taken.reports.length + taken.others).toBeLessThanOrEqual(2);
      }),
      { numRuns: 40 },
    );
    for (const noise of ["", "TOMOSHIBI:AAAA", "TOMOSHIBI-R:", "https://example.com"])
      expect(await take(desk, noise)).toEqual({ type: "unreadable" });
  });
});

describe("a file", () => {
  test("[MEET2] brings a phone's reports to the desk, and the desk's receipts to the phone", async () => {
    await checkIn("contact");
    expect(await take(desk, await fileOf(phone))).toMatchObject({ reports: [{}] });
    expect(await desk.database.boardRows.get([INCIDENT, 12])).toMatchObject({ state: "contact" });
    const back = await take(phone, await fileOf(desk));
    expect(back.type === "taken" && back.received).toBeGreaterThan(0);
    expect(await deliveries()).toEqual(["received"]);
  });

  test("[MEET2] taken in twice changes nothing", async () => {
    await checkIn("safe");
    const file = await fileOf(phone);
    await take(desk, file);
    const before = await dump(desk);
    expect(await take(desk, file)).toMatchObject({ reports: [], others: 0, carried: 0 });
    expect(await dump(desk)).toEqual(before);
  });

  test("[MEET2] makes two desks show the same", async () => {
    const otherDesk = await installReplica(world, officer);
    await take(desk, await checkIn("help"));
    await take(otherDesk, await fileOf(desk));
    const rows = (replica: TestReplica) => replica.database.boardRows.toArray();
    const states = (list: Awaited<ReturnType<typeof rows>>) =>
      list.map(({ household, state }) => [household, state]);
    expect(states(await rows(otherDesk))).toEqual(states(await rows(desk)));
  });

  test("[MEET2] that is damaged, of another association or too large says so and loses nothing", async () => {
    await checkIn("safe");
    const file = await fileOf(phone);
    const before = await dump(desk);
    expect(await take(desk, file.slice(0, -1))).toEqual({ type: "unreadable" });
    expect(await take(desk, new Uint8Array())).toEqual({ type: "unreadable" });
    expect(await take(desk, new Uint8Array(FILE_BYTES_MAX + 1))).toEqual({ type: "tooLarge" });
    expect(await dump(desk)).toEqual(before);
    const other = await createWorld(9);
    const neighbour = await installReplica(other, other.founder);
    expect(await take(neighbour, file)).toEqual({ type: "otherAssociation" });
  });
});

describe("when a relay is back", () => {
  test("[MEET2] what came by QR is handed in, and its author reads the receipt there", async () => {
    await take(desk, await checkIn("safe"));
    const relay = createMemoryRelay();
    await contact(desk, relay);
    await desk.replica.writeReceipt();
    await contact(desk, relay);
    // The desk's own registration, and the report.
    expect(relay.length("safety")).toBe(2);
    await contact(phone, relay);
    expect(await deliveries()).toEqual(["received"]);
  });

  test("[DEL1] what a receipt by hand covers still goes to a relay: other officers have nothing of it", async () => {
    const taken = await take(desk, await checkIn("safe"));
    const receipt = await showReceipt(desk, taken.type === "taken" ? taken.applied : []);
    await take(phone, (receipt.ok && receipt.value.text) || "");
    for (const replica of [phone, desk]) {
      const relay = createMemoryRelay();
      await contact(replica, relay);
      const atOthers = await installReplica(world, officer);
      await contact(atOthers, relay);
      expect(await atOthers.database.boardRows.get([INCIDENT, 12])).toMatchObject({
        reports: [{ comment: "" }],
      });
      // Once: the receipt ends the sending.
      expect(await replica.replica.outgoing(RELAY_KEY)).toBeUndefined();
    }
  });
});

const HELP = [{ subject: "self", status: "help" }] as const;

/** The phone's first tap, with no network, as its QR code says it. */
async function checkIn(status: "safe" | "contact" | "help"): Promise<string> {
  await phone.run(openIncident(AT));
  await phone.run(tap(AT, { subjects: [{ subject: "self", status }] }));
  const shown = await showReports(phone, INCIDENT);
  return (shown.ok && shown.value.text) || "";
}

async function take(replica: TestReplica, input: string | Uint8Array): Promise<TakenIn> {
  const taken = await takeIn(replica, input);
  if (!taken.ok) throw new Error(taken.error.type);
  return taken.value;
}

async function fileOf(replica: TestReplica): Promise<Uint8Array> {
  const file = await packFile(replica);
  if (!file.ok) throw new Error(file.error.type);
  return file.value;
}

async function deliveries(): Promise<readonly string[]> {
  return (await phone.database.ownReports.toArray()).map(({ delivery }) => delivery);
}

/** What a replica holds, but for the receipts that an officer's device signs of itself. */
async function dump({ database }: TestReplica): Promise<unknown> {
  const tables = [database.entries, database.statements, database.carried];
  const rows = await Promise.all(tables.map((table) => table.toArray()));
  return rows.map((list) => list.filter((row) => !("stream" in row && row.stream === "receipts")));
}
