import { describe, expect, test } from "vitest";
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import { incidentIdOf } from "@tomoshibi/shared/records/incident-id.ts";
import {
  type WorldDevice,
  addDevice,
  revokeIn,
} from "@tomoshibi/shared/testing/association-world.ts";
import {
  CHECKPOINT_BEHIND_MS,
  CHECKPOINT_CALM_MS,
  CHECKPOINT_MS,
  CHECKPOINT_RECORDS_MIN,
} from "./checkpoints.ts";
import {
  AT,
  checkpoints,
  counts,
  lie,
  officerOf,
  reads,
  serve,
  town,
  written,
} from "./testing/checkpoint-town.ts";
import { INCIDENT, contact } from "./testing/replica-world.ts";

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
