import { describe, expect, test } from "vitest";
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import { type VerifySignature, verify } from "@tomoshibi/shared/crypto/sign.ts";
import { decodeDigest, encodeDigest } from "@tomoshibi/shared/checkpoints/digest.ts";
import { createDeviceKeys } from "@tomoshibi/shared/membership/device-keys.ts";
import { certifyDevice } from "@tomoshibi/shared/membership/issue.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { incidentIdOf } from "@tomoshibi/shared/records/incident-id.ts";
import { decodePayload, encodePayload } from "@tomoshibi/shared/records/payload.ts";
import type { Checkpoint, Payload, Status } from "@tomoshibi/shared/records/record.ts";
import {
  type WorldDevice,
  addDevice,
  createWorld,
  revokeIn,
  writeEntry,
} from "@tomoshibi/shared/testing/association-world.ts";
import {
  CHECKPOINT_BEHIND_MS,
  CHECKPOINT_CALM_MS,
  CHECKPOINT_MS,
  CHECKPOINT_RECORDS_MIN,
} from "./checkpoints.ts";
import {
  INCIDENT,
  type TestReplica,
  contact,
  createMemoryRelay,
  installReplica,
  openIncident,
} from "./testing/replica-world.ts";

/** One town after the other has the same keys and says the same: what one replica checked, none checks again. */
const checked = new Map<string, boolean>();
const verifySignature: VerifySignature = (signature, message, key) => {
  const name = [signature, message, key].map(bytesToHex).join();
  const known = checked.get(name) ?? verify(signature, message, key);
  checked.set(name, known);
  return known;
};
const AT = 1_775_001_600_000;
const HOUSEHOLDS = 24;

/** A founder's desk with an open incident; residents whose words lie on the relay as they say them; other officers. */
async function town() {
  const world = await createWorld();
  const relay = createMemoryRelay();
  const residents = Array.from({ length: HOUSEHOLDS - 1 }, (_, at): WorldDevice => {
    const keys = createDeviceKeys(world);
    const plan = { role: "member", household: at + 2, group: 1 } as const;
    world.statements.push(certifyDevice(world.association, world.founder.keys, keys, plan));
    return { keys, keyring: world.founder.keyring, heads: new Map() };
  });
  const officers = [40, 41].map((household) =>
    addDevice(world, { role: "officer", household, group: 1 }),
  );
  const desk = await installReplica(world, world.founder, { verifySignature });
  await desk.run(openIncident(AT));
  const push = (author: WorldDevice, stream: StreamName, payload: Payload) => {
    const entry = writeEntry(world, author, stream, encodePayload(payload));
    const bundle = { association: world.association, sender: author.keys.device, statements: [] };
    relay.push({ ...bundle, streams: [{ stream, entries: [entry.bytes] }] });
    return entry;
  };
  const report = (author: WorldDevice, status: Status = "safe") =>
    push(author, "safety", {
      ...{ kind: "report", incident: INCIDENT, household: 0, comment: "", place: undefined },
      ...{ subjects: [{ subject: "all", status }], by: "self", means: "app", supersedes: [] },
      ...{ atSeconds: AT / 1000, aboutSeconds: undefined },
    });
  const read = (author: WorldDevice) =>
    push(author, "safety", { kind: "incidentRead", incident: INCIDENT, atSeconds: AT / 1000 });
  /** Some answered, some have seen the question, one of them asks for help. */
  const answer = () => {
    for (const [at, resident] of residents.entries()) {
      if (at < 14) report(resident, at === 3 ? "help" : "safe");
      else if (at < 18) read(resident);
    }
  };
  return { world, relay, residents, officers, desk, push, report, read, answer };
}

type Town = Awaited<ReturnType<typeof town>>;

/** Everything comes in, and what is owed is written and sent. */
async function serve(device: TestReplica, { relay }: Town): Promise<void> {
  await contact(device, relay);
  await device.replica.writeReceipt();
  await contact(device, relay);
}

/** A device that has read these streams and nothing else. */
async function reads(device: TestReplica, { relay }: Town, ...streams: StreamName[]) {
  await device.replica.receive(relay.read(streams, new Map()));
  await device.replica.idle();
}

/** Another officer's device, which has read nothing yet. */
const officerOf = ({ world, officers }: Town) =>
  installReplica(world, officers[0] as WorldDevice, { verifySignature });

const checkpoints = ({ database }: TestReplica) => database.checkpoints.toArray();
const counts = async ({ database }: TestReplica) =>
  (await database.boardCounts.get([INCIDENT, 0]))?.counts;
const written = ({ relay }: Town) => relay.length("checkpoints") / 2;

describe("[DOC4] a checkpoint", () => {
  test("[DOC4] a new officer's device has the counts, 未検証, before any report, and none once it counted again itself", async () => {
    const at = await town();
    at.answer();
    await serve(at.desk, at);
    expect(written(at)).toBe(1);
    const late = await officerOf(at);
    await reads(late, at, "checkpoints");
    const [row] = await checkpoints(late);
    expect(row).toMatchObject({ incident: INCIDENT, state: "unverified", own: undefined });
    expect(row?.signer).toBe(at.world.founder.keys.device);
    expect(row?.counts).toEqual(await counts(at.desk));
    expect(row?.counts).toMatchObject({ answered: 14, safe: 13, help: 1, read: 4 });
    // The board says what this device knows itself, which is nothing; members are told nothing of it.
    await reads(late, at, "members");
    expect(await counts(late)).toMatchObject({ answered: 0, total: row?.counts.total });
    await late.replica.writeReceipt();
    const told = await late.database.entries.where("kind").equals("memberCounts").toArray();
    expect(told.map(({ author }) => author)).toEqual([at.world.founder.keys.device]);
    expect(await checkpoints(late)).toHaveLength(1);

    await contact(late, at.relay);
    expect(await checkpoints(late)).toEqual([]);
    expect(await counts(late)).toEqual(row?.counts);
  });

  test("[DOC4] it is verified against what it summed up, also when more has come since", async () => {
    const at = await town();
    at.answer();
    await serve(at.desk, at);
    for (const resident of at.residents.slice(14)) at.report(resident);
    const joined = addDevice(at.world, { role: "member", household: 90, group: 2 });
    const late = await officerOf(at);
    at.report(joined, "contact");
    await reads(late, at, "checkpoints", "members", "officers");
    expect(await checkpoints(late)).toHaveLength(1);
    await contact(late, at.relay);
    expect(await checkpoints(late)).toEqual([]);
    expect(await counts(late)).toMatchObject({ answered: 24, contact: 1 });
  });

  test("[DOC4] a wrong one is shown beside the own counts with its signer's name, and counts nowhere", async () => {
    const at = await town();
    at.answer();
    await serve(at.desk, at);
    const liar = at.officers[1] as WorldDevice;
    await lie(at, liar);
    const late = await officerOf(at);
    await reads(late, at, "checkpoints", "members");
    expect(await checkpoints(late)).toMatchObject([{ state: "unverified" }]);
    await contact(late, at.relay);
    const [row, ...others] = await checkpoints(late);
    expect(others).toEqual([]);
    expect(row).toMatchObject({ state: "differs", signer: liar.keys.device });
    expect(row?.counts).toMatchObject({ help: 0, safe: 14 });
    expect(row?.own).toMatchObject({ help: 1, safe: 13 });
    expect(await counts(late)).toMatchObject({ help: 1, safe: 13 });

    // Stopped, it says nothing any more. [MEM5]
    const empty = { ...liar, heads: new Map() };
    revokeIn(at.world, empty);
    const messages = at.world.statements.map(({ bytes }) => ({ bytes, relayedAtSeconds: 1 }));
    await late.replica.receive([{ stream: "membership", messages }]);
    expect(await checkpoints(late)).toEqual([]);
  });

  test("[DOC4] one that speaks of what nobody has stays 未検証, and accuses nobody", async () => {
    const at = await town();
    at.answer();
    await serve(at.desk, at);
    const liar = at.officers[1] as WorldDevice;
    await lie(at, liar, { frontier: new Uint8Array(8).fill(7) });
    at.desk.clock.advance(1_000);
    await contact(at.desk, at.relay);
    expect(await checkpoints(at.desk)).toMatchObject([
      { state: "unverified", signer: liar.keys.device },
    ]);
    // What does not decode says nothing at all.
    await lie(at, liar, { digest: Uint8Array.of(1, 2, 3) });
    at.desk.clock.advance(1_000);
    await contact(at.desk, at.relay);
    expect(await checkpoints(at.desk)).toEqual([]);
  });

  test("[DOC4] [STR1] nobody but an officer's device sums up", async () => {
    const at = await town();
    at.answer();
    await serve(at.desk, at);
    await lie(at, at.residents[0] as WorldDevice);
    await contact(at.desk, at.relay);
    expect(await checkpoints(at.desk)).toEqual([]);
    const kept = await at.desk.database.entries.where("state").equals("kept").toArray();
    expect(kept.map(({ stream, reason }) => `${stream} ${reason}`)).toEqual([
      ...["checkpoints notAllowed", "checkpoints notAllowed"],
    ]);
  });

  test("[DOC4] few records are summed up by nobody, many by one device, and again when enough is new", async () => {
    const at = await town();
    const other = await officerOf(at);
    for (const resident of at.residents.slice(0, CHECKPOINT_RECORDS_MIN - 1)) at.read(resident);
    await serve(at.desk, at);
    expect(written(at)).toBe(0);
    at.read(at.residents.at(-1) as WorldDevice);
    await serve(at.desk, at);
    expect(written(at)).toBe(1);
    // Another desk sees it, and has nothing to add; nor has this one, until enough is new and some time has gone by.
    await serve(other, at);
    for (const resident of at.residents.slice(0, CHECKPOINT_RECORDS_MIN)) at.report(resident);
    await serve(at.desk, at);
    expect(written(at)).toBe(1);
    at.desk.clock.advance(CHECKPOINT_MS);
    await serve(at.desk, at);
    expect(written(at)).toBe(2);
    await serve(other, at);
    expect(written(at)).toBe(2);
    // A little more is worth it when it has been calm for a while.
    at.report(at.residents.at(-2) as WorldDevice);
    at.desk.clock.advance(CHECKPOINT_MS);
    await serve(at.desk, at);
    expect(written(at)).toBe(2);
    at.desk.clock.advance(CHECKPOINT_CALM_MS);
    await serve(at.desk, at);
    expect(written(at)).toBe(3);
  });

  test("[DOC4] a device that lacks what another summed up waits before it writes its own; not for ever", async () => {
    const at = await town();
    at.answer();
    await serve(at.desk, at);
    const behind = await officerOf(at);
    await reads(behind, at, "checkpoints", "members");
    for (const resident of at.residents) at.report(resident);
    const early = at.relay.read(["safety"], new Map([["safety", 18]]));
    await behind.replica.receive(early);
    behind.clock.advance(CHECKPOINT_CALM_MS);
    await behind.replica.writeReceipt();
    const own = async () =>
      (await behind.database.entries.where("kind").equals("checkpoint").toArray()).length;
    expect(await own()).toBe(1);
    behind.clock.advance(CHECKPOINT_BEHIND_MS);
    await behind.replica.writeReceipt();
    expect(await own()).toBe(2);
  });

  test("[DOC4] an incident that ended is summed up no more, and no old sum of it is shown", async () => {
    const at = await town();
    at.answer();
    await serve(at.desk, at);
    const change = { type: "changeIncident", change: "closed", incident: INCIDENT } as const;
    await at.desk.run({ ...change, atMs: AT + 1_000 });
    at.desk.clock.advance(CHECKPOINT_BEHIND_MS);
    for (const resident of at.residents) at.report(resident);
    await serve(at.desk, at);
    expect(written(at)).toBe(1);
    const late = await officerOf(at);
    await reads(late, at, "checkpoints", "members");
    expect(await checkpoints(late)).toEqual([]);
  });

  test("[DOC4] [STR2] where an alert takes part nobody is accused, whatever settings a device has", async () => {
    const at = await town();
    const beacon = addDevice(at.world, { role: "relay", household: 0, group: 0 });
    const messages = at.world.statements.map(({ bytes }) => ({ bytes, relayedAtSeconds: 1 }));
    await at.desk.replica.receive([{ stream: "membership", messages }]);
    await at.desk.run({
      ...{ type: "ruleAlerts", beacon: bytesToHex(beacon.keys.signKey), area: 0 },
      ...{ city: 1_720_100, cityName: "金沢市", threshold: "5-", atMs: AT - 3_600_000 },
    });
    const eventId = "20260401085500";
    const incident = incidentIdOf({ type: "alert", eventId });
    at.push(beacon, "alerts", {
      ...{ kind: "alert", incident, eventId, state: "issued", issuedSeconds: AT / 1000 },
      observed: [{ intensity: "7", places: [1_720_100] }],
    });
    at.answer();
    await serve(at.desk, at);
    expect(await at.desk.database.incidents.toArray()).toMatchObject([{ origin: "alert" }]);
    const late = await officerOf(at);
    await reads(late, at, "checkpoints", "members", "officers", "safety", "alerts");
    expect(await checkpoints(late)).toEqual([]);
    await serve(late, at);
    expect(await checkpoints(late)).toEqual([]);
  });

  test("[DOC4] [ERA1] what was summed up goes with the reports that are erased", async () => {
    const at = await town();
    at.answer();
    await serve(at.desk, at);
    await at.desk.run({
      ...{ type: "changeIncident", change: "closed" },
      ...{ incident: INCIDENT, atMs: AT + 1_000 },
    });
    const command = { type: "eraseReports", incident: INCIDENT, household: undefined } as const;
    await at.desk.run({ ...command, atMs: AT + 2_000 });
    await serve(at.desk, at);
    const { entries } = at.desk.database;
    const sums = await entries.where("stream").equals("checkpoints").toArray();
    // Of a frontier nothing has to go: it names nobody's state.
    expect(new Set(sums.map(({ reason }) => reason))).toEqual(new Set(["erased", undefined]));
    expect(await entries.where("kind").equals("checkpoint").count()).toBe(0);
  });
});

/** An officer's device (or another) claims that nobody asks for help, about the very set that the desk summed up. */
async function lie(at: Town, liar: WorldDevice, changes: Partial<Checkpoint> = {}): Promise<void> {
  const stored = async (kind: "checkpoint" | "checkpointFrontier") => {
    const row = await at.desk.database.entries.where("kind").equals(kind).first();
    return row?.payload && decodePayload(row.payload);
  };
  const frontier = await stored("checkpointFrontier");
  const checkpoint = await stored("checkpoint");
  const digest = checkpoint?.kind === "checkpoint" ? decodeDigest(checkpoint.digest) : undefined;
  if (frontier?.kind !== "checkpointFrontier" || checkpoint?.kind !== "checkpoint" || !digest)
    throw new Error("Broken invariant: the desk wrote a checkpoint");
  const incidents = digest.incidents.map((incident) => ({
    ...incident,
    total: incident.total.map((one) =>
      one.state === "help" ? { ...one, state: "safe" as const } : one,
    ),
  }));
  at.push(liar, "checkpoints", frontier);
  const claimed = encodeDigest({ ...digest, incidents });
  at.push(liar, "checkpoints", { ...checkpoint, digest: claimed, ...changes });
}
