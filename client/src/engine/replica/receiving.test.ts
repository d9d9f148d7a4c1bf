import { beforeAll, describe, expect, test, vi } from "vitest";
import { encodeCbor } from "@tomoshibi/shared/base/cbor.ts";
import { recordIdOf } from "@tomoshibi/shared/base/ids.ts";
import { type SealedEntry, encodeEntry, toHusk } from "@tomoshibi/shared/entry/entry.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { encodePayload } from "@tomoshibi/shared/records/payload.ts";
import type { Payload, Report } from "@tomoshibi/shared/records/record.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  authorityOf,
  createWorld,
  giveKeys,
  joinHousehold,
  revokeIn,
  rotateIn,
  writeEntry,
} from "@tomoshibi/shared/testing/association-world.ts";
import { wrapKeys } from "@tomoshibi/shared/keys/mailbox.ts";
import { newestEpochs } from "@tomoshibi/shared/keys/keyring.ts";
import { signStatement } from "@tomoshibi/shared/membership/statement.ts";
import {
  INCIDENT,
  ORIGIN,
  type TestReplica,
  installReplica,
  openReplica,
} from "./testing/replica-world.ts";
import { unprovenKey } from "./cursors.ts";
import type { Arrival } from "./replica.ts";

const AT_SECONDS = 1_775_001_600;
const RELAY = "aa".repeat(32);

let world: AssociationWorld;
let officer: WorldDevice;
let resident: WorldDevice;

beforeAll(async () => {
  world = await createWorld();
  officer = addDevice(world, { role: "officer", household: 5, group: 1 });
  resident = await joinHousehold(world, 12, 3);
});

describe("receiving", () => {
  test("[G15] an officer's board shows a report; the same bytes again change nothing", async () => {
    const desk = await installReplica(world, officer);
    const entry = writeReport("help");
    const arrivals = [arrival("safety", entry), arrival("members", writeOpening())];
    expect(await desk.replica.receive(arrivals)).toMatchObject({ newEntries: 2 });
    expect(await desk.replica.receive(arrivals)).toMatchObject({ newEntries: 0 });
    expect(await boardOf(desk, 12)).toMatchObject({
      state: "help",
      reports: [{ recordId: recordIdOf(entry.entryId) }],
    });
    expect(await desk.database.boardCounts.get([INCIDENT, 0])).toMatchObject({
      counts: { answered: 1, help: 1, total: 3 },
    });
  });

  test("[REL1] what was read of a relay and whose offset is not stored yet is offered there again, for the relay may lose it meanwhile", async () => {
    const desk = await installReplica(world, officer);
    const isUnproven = async () =>
      (await desk.database.keyValues.get(unprovenKey(RELAY)))?.value === true;
    await desk.replica.receive([arrival("members", writeOpening())], RELAY);
    // Went off here: the next contact begins with this device's offering all it holds.
    expect(await isUnproven()).toBe(true);
    await desk.replica.setCursors(RELAY, new Map([["members", "0000000000000001_aa"]]));
    expect(await isUnproven()).toBe(false);
    await desk.replica.receive([arrival("safety", writeReport("safe"))]);
    expect(await isUnproven()).toBe(false);
  });

  test("[G15] any order of arrival, in batches or one by one, gives the same views", async () => {
    const newcomer = await joinHousehold(world, 13, 3);
    const entries: [StreamName, SealedEntry][] = [
      ["members", writeOpening()],
      ["safety", writeReport("safe")],
      ["safety", writeReport("help")],
      [
        "safety",
        write(newcomer, "safety", {
          kind: "incidentRead",
          incident: INCIDENT,
          atSeconds: AT_SECONDS,
        }),
      ],
      ["safety", writeReport("contact", newcomer)],
      ["receipts", write(world.founder, "receipts", { kind: "receipt", entries: [] })],
    ];
    const arrivals: Arrival[] = entries.map(([stream, entry]) => arrival(stream, entry));
    const membership = statementsArrival();
    const base = { ...world, statements: world.statements.slice(0, 6) };
    const [inOrder, backwards] = [
      await installReplica(base, officer),
      await installReplica(base, officer),
    ];
    await inOrder.replica.receive([membership, ...arrivals]);
    for (const one of [...arrivals].toReversed()) await backwards.replica.receive([one]);
    await backwards.replica.receive([membership]);
    await backwards.replica.receive(arrivals);
    expect(await viewsOf(backwards)).toEqual(await viewsOf(inOrder));
    expect((await boardOf(inOrder, 13))?.state).toBe("contact");
  });

  test("[G15] views projected by patch are those projected whole at the next start", async () => {
    const desk = await installReplica(world, officer);
    await desk.replica.receive([arrival("members", writeOpening())]);
    for (const status of ["safe", "help", "contact"] as const) {
      await desk.replica.receive([arrival("safety", writeReport(status))]);
    }
    const patched = await viewsOf(desk);
    await desk.database.boardRows.clear();
    await desk.database.keyValues.put({ key: "judgedBy", value: 0 });
    const restarted = await openReplica(desk.database, { clock: desk.clock });
    expect(await viewsOf(restarted)).toEqual(patched);
  });

  test("[ENT6] both entries of a fork are applied, and the device is flagged", async () => {
    const desk = await installReplica(world, officer);
    const clone: WorldDevice = { ...resident, heads: new Map(resident.heads) };
    const entries = [writeReport("safe"), writeReport("help", clone)];
    expect(entries[0]?.entry.seq).toBe(entries[1]?.entry.seq);
    await desk.replica.receive([
      arrival("members", writeOpening()),
      ...entries.map((entry) => arrival("safety", entry)),
    ]);
    expect((await boardOf(desk, 12))?.reports).toHaveLength(2);
    expect(await desk.database.notices.get(`fork/${resident.keys.device}`)).toMatchObject({
      code: "fork",
    });
    expect((await desk.database.devices.get(resident.keys.device))?.flags).toContain("fork");
  });

  test("[ENT8] an unknown kind is kept and carried, and applied after the update", async () => {
    const desk = await installReplica(world, officer);
    const future = writeEntry(world, resident, "safety", encodeCbor([23_000, "later"]));
    const report = writeReport("help");
    await desk.replica.receive([
      arrival("members", writeOpening()),
      arrival("safety", future),
      arrival("safety", report),
    ]);
    expect(await desk.database.entries.get(future.entryId)).toMatchObject({
      state: "kept",
      reason: "unknownKind",
    });
    // As a version that did not know reports would have left it.
    await desk.database.entries.update(report.entryId, {
      state: "kept",
      reason: "unknownKind",
      payload: undefined,
    });
    await desk.database.keyValues.put({ key: "judgedBy", value: 0 });
    const updated = await openReplica(desk.database);
    expect((await boardOf(updated, 12))?.state).toBe("help");
    expect(await updated.database.entries.get(future.entryId)).toMatchObject({
      reason: "unknownKind",
    });
  });

  test("[KEY2] an entry under a new epoch is kept until the key comes by the mailbox", async () => {
    const phone = await installReplica(world, resident);
    await rotateIn(world, ["members"]);
    const opening = writeOpening(world.founder);
    const [epoch] = newestEpochs(authorityOf(world), "members");
    await phone.replica.receive([statementsArrival(), arrival("members", opening)]);
    expect(await phone.database.entries.get(opening.entryId)).toMatchObject({ reason: "noKey" });
    expect(await phone.database.notices.get("keyMissing/members")).toBeDefined();
    const key = world.founder.keyring.keys.get(epoch!.id)!;
    const wrapped = await wrapKeys(world, world.association, resident.keys, [key]);
    const mailbox: StreamName = `mailbox/${resident.keys.device}`;
    await phone.replica.receive([
      arrival(mailbox, write(world.founder, mailbox, { kind: "wrappedKeys", wrapped })),
    ]);
    expect(await phone.database.entries.get(opening.entryId)).toMatchObject({ state: "applied" });
    expect(await phone.database.notices.get("keyMissing/members")).toBeUndefined();
    const restarted = await openReplica(phone.database);
    expect(restarted.replica.keyring.keys.has(epoch!.id)).toBe(true);
    for (const device of [officer, resident]) giveKeys(world, device);
  });

  test("[MEM2] an entry whose author is not known yet waits for its certificate", async () => {
    const newcomer = await joinHousehold(world, 14, 3);
    const base = { ...world, statements: world.statements.slice(0, -1) };
    const desk = await installReplica(base, officer);
    const report = writeReport("contact", newcomer);
    await desk.replica.receive([arrival("members", writeOpening()), arrival("safety", report)]);
    expect(await desk.database.notices.get("kept/unknownAuthor")).toMatchObject({ detail: "1" });
    await desk.replica.receive([statementsArrival()]);
    expect((await boardOf(desk, 14))?.state).toBe("contact");
    expect(await desk.database.notices.get("kept/unknownAuthor")).toBeUndefined();
  });

  test("[ENT2] a damaged copy that came first does not keep the honest entry out", async () => {
    const newcomer = await joinHousehold(world, 15, 3);
    const base = { ...world, statements: world.statements.slice(0, -1) };
    const desk = await installReplica(base, officer);
    const report = writeReport("help", newcomer);
    const damaged = encodeEntry({
      ...report.entry,
      signature: report.entry.signature.map((byte) => byte ^ 1),
    });
    await desk.replica.receive([arrival("members", writeOpening())]);
    await desk.replica.receive([
      { stream: "safety", messages: [{ bytes: damaged, relayedAtSeconds: 1 }] },
    ]);
    await desk.replica.receive([arrival("safety", report)]);
    await desk.replica.receive([statementsArrival()]);
    expect((await boardOf(desk, 15))?.state).toBe("help");
  });

  test("[MEM2] a statement about one device opens nothing that others wrote", async () => {
    const newcomer = await joinHousehold(world, 19, 3);
    const desk = await installReplica(world, officer);
    const future = writeEntry(world, newcomer, "safety", encodeCbor([23_000, "later"]));
    await desk.replica.receive([arrival("safety", future)]);
    const opened = vi.spyOn(desk.database.entries, "bulkGet");
    const asked = () => opened.mock.calls.flatMap(([ids]) => ids);
    addDevice(world, { role: "member", household: 41, group: 4 });
    await desk.replica.receive([statementsArrival()]);
    expect(asked()).toEqual([]);
    revokeIn(world, newcomer);
    await desk.replica.receive([statementsArrival()]);
    expect(asked()).toEqual([future.entryId]);
  });

  test("[ENT2] a husk is kept, and gives way to the whole entry", async () => {
    const desk = await installReplica(world, officer);
    const report = writeReport("help");
    const husk = encodeEntry(toHusk(report.entry));
    await desk.replica.receive([arrival("members", writeOpening())]);
    await desk.replica.receive([
      { stream: "safety", messages: [{ bytes: husk, relayedAtSeconds: 1 }] },
    ]);
    expect(await desk.database.entries.get(report.entryId)).toMatchObject({ reason: "husk" });
    await desk.replica.receive([arrival("safety", report)]);
    expect((await boardOf(desk, 12))?.reports.map(({ recordId }) => recordId)).toContain(
      recordIdOf(report.entryId),
    );
  });

  test("[STR1] what its author may not write is kept and never applied", async () => {
    const desk = await installReplica(world, officer);
    await desk.replica.receive([arrival("members", writeOpening())]);
    const closing = write(resident, "members", {
      kind: "incidentChanged",
      incident: INCIDENT,
      change: "closed",
      atSeconds: AT_SECONDS + 9,
    });
    await desk.replica.receive([
      arrival("members", closing),
      { stream: "safety", messages: [{ bytes: new Uint8Array(9), relayedAtSeconds: 1 }] },
    ]);
    expect(await desk.database.entries.get(closing.entryId)).toMatchObject({
      reason: "notAllowed",
    });
    expect(await desk.database.incidents.get(INCIDENT)).toMatchObject({ isOpen: true });
  });

  test("[MEM7] a joined device is unconfirmed on the board until somebody vouches for it", async () => {
    const newcomer = await joinHousehold(world, 16, 3);
    const desk = await installReplica(world, officer);
    await desk.replica.receive([
      arrival("members", writeOpening()),
      arrival("safety", writeReport("safe", newcomer)),
    ]);
    expect((await boardOf(desk, 16))?.reports).toMatchObject([{ isUnconfirmed: true }]);
    expect(
      await desk.run({ type: "confirmDevices", devices: [newcomer.keys.device] }),
    ).toMatchObject({ state: "sealed" });
    expect((await boardOf(desk, 16))?.reports).toMatchObject([{ isUnconfirmed: false }]);
    expect(await desk.database.devices.get(newcomer.keys.device)).toMatchObject({
      isConfirmed: true,
    });
    const own = await installReplica(world, newcomer);
    const body = {
      type: "confirmation",
      subject: newcomer.keys.device,
      issuer: officer.keys.device,
    } as const;
    expect(await own.database.profile.get("me")).toMatchObject({ isConfirmed: false });
    const { bytes } = signStatement(world.association, body, officer.keys.signSeed);
    await own.replica.receive([
      { stream: "membership", messages: [{ bytes, relayedAtSeconds: 1 }] },
    ]);
    expect(await own.database.profile.get("me")).toMatchObject({ isConfirmed: true });
  });

  test("[MEM5] what lies beyond a revocation is taken out of the views and kept, whichever came first", async () => {
    const leaver = addDevice(world, { role: "member", household: 17, group: 3 });
    const before = writeReport("safe", leaver);
    const heads = new Map(leaver.heads);
    const after = writeReport("help", leaver);
    const desk = await installReplica(world, officer);
    await desk.replica.receive([
      arrival("members", writeOpening()),
      arrival("safety", before),
      arrival("safety", after),
    ]);
    expect((await boardOf(desk, 17))?.state).toBe("help");
    revokeIn(world, { ...leaver, heads });
    await desk.replica.receive([statementsArrival()]);
    expect((await boardOf(desk, 17))?.reports).toHaveLength(1);
    expect(await desk.database.entries.get(after.entryId)).toMatchObject({
      state: "kept",
      reason: "revoked",
    });
    expect(await desk.database.notices.get("kept/revoked")).toMatchObject({ detail: "1" });
    const later = await installReplica(world, officer);
    await later.replica.receive([
      arrival("members", writeOpening()),
      arrival("safety", after),
      arrival("safety", before),
    ]);
    expect((await boardOf(later, 17))?.reports).toHaveLength(1);
  });
});

function write(device: WorldDevice, stream: StreamName, payload: Payload): SealedEntry {
  return writeEntry(world, device, stream, encodePayload(payload));
}

function writeOpening(author: WorldDevice = officer): SealedEntry {
  return write(author, "members", {
    kind: "incidentOpened",
    incident: INCIDENT,
    origin: ORIGIN,
    cause: "earthquake",
    title: "",
    atSeconds: AT_SECONDS,
  });
}

function writeReport(
  status: "safe" | "contact" | "help",
  device: WorldDevice = resident,
): SealedEntry {
  const report: Report = {
    kind: "report",
    incident: INCIDENT,
    household: 0,
    subjects: [{ subject: "self", status }],
    comment: "",
    place: undefined,
    by: "self",
    means: "app",
    atSeconds: AT_SECONDS,
    aboutSeconds: undefined,
    supersedes: [],
  };
  return write(device, "safety", report);
}

function arrival(stream: StreamName, { bytes }: SealedEntry): Arrival {
  return { stream, messages: [{ bytes, relayedAtSeconds: AT_SECONDS }] };
}

function statementsArrival(): Arrival {
  return {
    stream: "membership",
    messages: world.statements.map(({ bytes }) => ({ bytes, relayedAtSeconds: 1 })),
  };
}

function boardOf({ database }: TestReplica, household: number) {
  return database.boardRows.get([INCIDENT, household]);
}

async function viewsOf({ database }: TestReplica) {
  const {
    incidents,
    boardRows,
    boardCounts,
    lateArrivals,
    households,
    devices,
    notices,
    circulars,
    ownReports,
  } = database;
  const tables = [
    incidents,
    boardRows,
    boardCounts,
    lateArrivals,
    households,
    devices,
    notices,
    circulars,
    ownReports,
  ];
  return Promise.all(tables.map(async (table) => [table.name, await table.toArray()]));
}
