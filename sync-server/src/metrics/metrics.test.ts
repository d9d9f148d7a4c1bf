/** What operators see, and that it says nothing about anybody. */
import { beforeEach, describe, expect, test } from "vitest";
import {
  type AssociationWorld,
  createWorld,
  joinHousehold,
  writeEntry,
} from "@tomoshibi/shared/testing/association-world.ts";
import { createManualClock } from "@tomoshibi/shared/testing/manual-clock.ts";
import { createMemoryStorage } from "../storage/memory.ts";
import type { Storage } from "../storage/storage.ts";
import { type TestRelay, createTestRelay, handIn, postRead } from "../testing/relay-fixture.ts";
import { measureStorage } from "./measured.ts";
import { createMetricsRoutes } from "./metrics-routes.ts";
import { type Prometheus, createPrometheus } from "./prometheus.ts";

const PAYLOAD = new Uint8Array([1, 2, 3]);
const clock = createManualClock();
let storage: Storage;
let prometheus: Prometheus;
let relay: TestRelay;
let world: AssociationWorld;

beforeEach(async () => {
  const memory = createMemoryStorage({ clock });
  prometheus = createPrometheus({ storage: memory, clock });
  storage = measureStorage(memory, { meter: prometheus.meter, clock });
  relay = await createTestRelay({ clock, storage, meter: prometheus.meter });
  world = await createWorld();
});

/** The value of a line; undefined when there is none. */
async function valueOf(line: string): Promise<number | undefined> {
  const answer = await createMetricsRoutes(prometheus).request("/metrics");
  expect(answer.headers.get("content-type")).toContain("text/plain; version=0.0.4");
  const lines = (await answer.text()).split("\n");
  const found = lines.find((text) => text.startsWith(`${line} `));
  return found === undefined ? undefined : Number(found.slice(line.length + 1));
}

const items = (kind: string, verdict: string, reason = "none") =>
  `tomoshibi_items_total{kind="${kind}",verdict="${verdict}",reason="${reason}"}`;

describe("metrics", () => {
  test("count what was handed in by what was answered, and what was stored once", async () => {
    const entry = writeEntry(world, world.founder, "safety", PAYLOAD);
    const stranger = await joinHousehold(await createWorld(7), 2, 1);
    const handed = {
      statements: world.statements,
      streams: [
        {
          stream: "safety" as const,
          entries: [entry, writeEntry(world, stranger, "safety", PAYLOAD), new Uint8Array([0])],
        },
      ],
    };
    await handIn(relay, world, world.founder.keys, handed);
    const storedBytes = await valueOf("tomoshibi_appended_bytes_total");
    await handIn(relay, world, world.founder.keys, handed);
    const statementCount = world.statements.length;
    expect(await valueOf(items("statements", "accepted"))).toBe(statementCount);
    expect(await valueOf(items("statements", "known"))).toBe(statementCount);
    expect(await valueOf(items("entries", "accepted"))).toBe(1);
    expect(await valueOf(items("entries", "known"))).toBe(1);
    expect(await valueOf(items("entries", "intake"))).toBe(2);
    expect(await valueOf(items("entries", "refused", "malformed"))).toBe(2);
    expect(await valueOf("tomoshibi_appended_messages_total")).toBe(statementCount + 2);
    expect(storedBytes).toBeGreaterThan(entry.bytes.length);
    expect(await valueOf("tomoshibi_appended_bytes_total")).toBe(storedBytes);
    expect(await valueOf('tomoshibi_commit_seconds_count{outcome="committed"}')).toBeGreaterThan(1);
    const route = 'route="/v1/bundles/:association",method="POST",status="200"';
    expect(await valueOf(`tomoshibi_request_seconds_count{${route}}`)).toBe(2);
    expect(await valueOf("tomoshibi_requests_under_way")).toBe(0);
  });

  test("show sizes, looked at anew only after a while, and none while storage does not answer", async () => {
    expect(await valueOf("tomoshibi_storage_messages")).toBe(0);
    await handIn(relay, world, world.founder.keys, { statements: world.statements });
    expect(await valueOf("tomoshibi_storage_messages")).toBe(0);
    clock.advance(30_000);
    expect(await valueOf("tomoshibi_storage_messages")).toBe(world.statements.length);
    expect(await valueOf("tomoshibi_storage_associations")).toBe(1);
    expect(await valueOf("tomoshibi_intake_messages")).toBe(0);
    expect(await valueOf("tomoshibi_storage_up")).toBe(1);
    expect(await valueOf("process_resident_memory_bytes")).toBeGreaterThan(1_000_000);

    const cause = new Error("gone");
    const totals = () =>
      Promise.resolve({ ok: false, error: { type: "Unavailable", cause } } as const);
    prometheus = createPrometheus({ storage: { ...storage, totals }, clock });
    expect(await valueOf("tomoshibi_storage_up")).toBe(0);
    expect(await valueOf("tomoshibi_storage_messages")).toBeUndefined();
  });

  test("[REL4] show sizes of now also where the relay's clock was ahead and was set right", async () => {
    expect(await valueOf("tomoshibi_storage_messages")).toBe(0);
    await handIn(relay, world, world.founder.keys, { statements: world.statements });
    clock.advance(-365 * 24 * 60 * 60_000);
    expect(await valueOf("tomoshibi_storage_messages")).toBe(world.statements.length);
  });

  test("show who waits by number, until the wait ends", async () => {
    await handIn(relay, world, world.founder.keys, { statements: world.statements });
    const streams = ["safety"] as const;
    const waiting = postRead(relay, world, world.founder.keys, { streams, waitMs: 30_000 });
    await expect.poll(() => valueOf("tomoshibi_reads_waiting")).toBe(1);
    relay.stop();
    await waiting;
    expect(await valueOf("tomoshibi_reads_waiting")).toBe(0);
  });

  test("[REL8] name no association, device or stream", async () => {
    const resident = await joinHousehold(world, 2, 1);
    const entry = writeEntry(world, resident, "household/2", PAYLOAD);
    await handIn(relay, world, resident.keys, {
      statements: world.statements,
      streams: [{ stream: "household/2", entries: [entry] }],
    });
    await relay.app.request(`/v1/streams/${world.association}/household/2`);
    await relay.app.request(`/${world.association}`);
    const text = await prometheus.text();
    expect(text).toContain('route="/v1/streams/:association/:stream{.+}"');
    for (const name of [world.association, resident.keys.device, "household"]) {
      expect(text).not.toContain(name);
    }
  });

  test("are answered on their own port only", async () => {
    expect((await relay.app.request("/metrics")).status).toBe(404);
  });
});
