import { afterEach, describe, expect, test, vi } from "vitest";
import {
  decodeFrontier,
  isWholeSet,
  isWholeStatements,
} from "@tomoshibi/shared/checkpoints/frontier.ts";
import { type WorldDevice, addDevice } from "@tomoshibi/shared/testing/association-world.ts";
import { createSeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import { countAgain, createComparing } from "./checkpoint-comparing.ts";
import { CHECKPOINT_CALM_MS } from "./checkpoints.ts";
import { loadMemory } from "./memory.ts";
import {
  checkpoints,
  lie,
  officerOf,
  reads,
  serve,
  town,
  verifySignature,
} from "./testing/checkpoint-town.ts";
import { INCIDENT, contact, installReplica } from "./testing/replica-world.ts";
import { openVault } from "./vault.ts";

// Counted, not replaced: what a try costs is a hash over a whole set.
vi.mock("@tomoshibi/shared/checkpoints/frontier.ts", { spy: true });

/** How often a whole set was compared since it was last asked. */
function tries() {
  const count = {
    statements: vi.mocked(isWholeStatements).mock.calls.length,
    entries: vi.mocked(isWholeSet).mock.calls.length,
  };
  vi.clearAllMocks();
  return count;
}

const NONE = { statements: 0, entries: 0 };

afterEach(() => void vi.clearAllMocks());

describe("[DOC4] a checkpoint is counted again", () => {
  test("[DOC4] only when something it sums up has come: of what is no part of it nothing is tried, and the last one verifies it", async () => {
    const at = await town();
    at.answer();
    await serve(at.desk, at);
    for (const resident of at.residents.slice(14)) at.report(resident);
    const late = await officerOf(at);
    await reads(late, at, "checkpoints", "members", "officers");
    const all = at.relay.read(["safety"], new Map())[0]?.messages ?? [];
    const give = (messages: typeof all) => late.replica.receive([{ stream: "safety", messages }]);
    // Eighteen were summed up, and as many records must be here before it is worth a look.
    await give([...all.slice(0, 17), ...all.slice(18, 20)]);
    expect(await checkpoints(late)).toMatchObject([{ state: "unverified" }]);
    expect(tries().entries).toBeGreaterThan(0);
    for (const message of all.slice(20)) await give([message]);
    expect(tries()).toEqual(NONE);
    expect(await checkpoints(late)).toMatchObject([{ state: "unverified" }]);

    await give(all.slice(17, 18));
    expect(tries()).toEqual({ statements: 0, entries: 1 });
    expect(await checkpoints(late)).toEqual([]);
  });

  test("[DOC4] not at all, once it was tried, where a fork lies within; a newer one is", async () => {
    const at = await town();
    at.answer();
    const resident = at.residents[2] as WorldDevice;
    const clone = { ...resident, heads: new Map() };
    await serve(at.desk, at);
    // The same position once more, with other words: the set is another one for ever. [ENT6]
    at.push(clone, "safety", { kind: "incidentRead", incident: INCIDENT, atSeconds: 9 });
    const late = await officerOf(at);
    await contact(late, at.relay);
    expect(await checkpoints(late)).toMatchObject([{ state: "unverified" }]);
    expect(tries().entries).toBeGreaterThan(0);
    for (const one of at.residents.slice(14)) {
      at.report(one);
      await contact(late, at.relay);
    }
    expect(tries()).toEqual(NONE);
    expect(await checkpoints(late)).toMatchObject([{ state: "unverified" }]);

    await contact(at.desk, at.relay);
    at.desk.clock.advance(CHECKPOINT_CALM_MS);
    await serve(at.desk, at);
    await contact(late, at.relay);
    expect(tries().entries).toBeGreaterThan(0);
    expect(await checkpoints(late)).toEqual([]);
  });

  test("[DOC4] not at all where its frontier is not here, or names what nobody has", async () => {
    const at = await town();
    at.answer();
    await serve(at.desk, at);
    const liar = at.officers[1] as WorldDevice;
    await lie(at, liar, { frontier: new Uint8Array(8).fill(7) });
    at.desk.clock.advance(1_000);
    await contact(at.desk, at.relay);
    expect(await checkpoints(at.desk)).toMatchObject([{ signer: liar.keys.device }]);
    tries();
    for (const one of at.residents.slice(14)) {
      at.report(one);
      await contact(at.desk, at.relay);
    }
    expect(tries()).toEqual(NONE);
    expect(await checkpoints(at.desk)).toMatchObject([{ signer: liar.keys.device }]);
  });

  test("[DOC4] when the last statement comes, and not for one that it does not name", async () => {
    const at = await town();
    // Known to the desk alone: what it says is summed up, and nobody else can yet judge it.
    const others = [...at.world.statements];
    const neighbour = addDevice(at.world, { role: "member", household: 90, group: 2 });
    const messagesOf = (statements: typeof others) =>
      statements.map(({ bytes }) => ({ bytes, relayedAtSeconds: 1 }));
    await at.desk.replica.receive([
      { stream: "membership", messages: messagesOf(at.world.statements) },
    ]);
    at.answer();
    at.read(neighbour);
    await serve(at.desk, at);
    const world = { ...at.world, statements: others };
    const late = await installReplica(world, at.officers[0] as WorldDevice, { verifySignature });
    // One read more than was summed up stands for the neighbour's, which cannot be judged here.
    at.read(at.residents[20] as WorldDevice);
    await reads(late, at, "checkpoints", "members", "officers", "safety");
    expect(await checkpoints(late)).toMatchObject([{ state: "unverified" }]);
    tries();
    addDevice(world, { role: "member", household: 91, group: 2 });
    await late.replica.receive([
      { stream: "membership", messages: messagesOf(world.statements.slice(-1)) },
    ]);
    at.read(at.residents[21] as WorldDevice);
    await reads(late, at, "safety");
    expect(tries()).toEqual(NONE);

    const missing = at.world.statements.filter((one) => !others.includes(one));
    await late.replica.receive([{ stream: "membership", messages: messagesOf(missing) }]);
    await late.replica.idle();
    expect(tries()).toEqual({ statements: 1, entries: 1 });
    expect(await checkpoints(late)).toEqual([]);
  });

  test("[DOC4] when a box that was closed is opened, and not while it stays closed", async () => {
    const at = await town();
    at.answer();
    await serve(at.desk, at);
    const { database } = at.desk;
    const memory = await loadMemory(
      database,
      await openVault(database, createSeededRandom(1)),
      verifySignature,
    );
    const all = [...memory.entries.values()];
    const sum = all.find(({ payload }) => payload?.kind === "checkpoint");
    const closed = all.find(({ payload }) => payload?.kind === "report");
    const named = all.flatMap(({ payload }) =>
      payload?.kind === "checkpointFrontier" ? payload.frontier : [],
    )[0];
    const frontier = named && decodeFrontier(named);
    if (sum === undefined || closed === undefined || frontier === undefined)
      throw new Error("Broken invariant: the desk wrote a checkpoint");
    const comparing = createComparing(frontier);
    memory.entries.set(closed.entryId, { ...closed, payload: undefined, state: "kept" });
    tries();
    for (let times = 0; times < 3; times += 1)
      expect(countAgain(memory, comparing, sum)).toBeUndefined();
    expect(tries()).toEqual({ statements: 1, entries: 1 });
    memory.entries.set(closed.entryId, closed);
    expect(countAgain(memory, comparing, sum)).toMatchObject({ records: 18 });
    expect(tries()).toEqual({ statements: 0, entries: 1 });
  });
});
