/** The relay as a whole, without a socket: health, single streams, and what it keeps to itself. */
import { beforeEach, describe, expect, test } from "vitest";
import { bytesToHex, concatBytes, utf8ToBytes } from "@tomoshibi/shared/base/bytes.ts";
import { encodeCbor } from "@tomoshibi/shared/base/cbor.ts";
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import type { DeviceKeys } from "@tomoshibi/shared/membership/device-keys.ts";
import { encodePayload } from "@tomoshibi/shared/records/payload.ts";
import { checkHealth } from "@tomoshibi/shared/relay-api/health.ts";
import { healthPath, streamPath } from "@tomoshibi/shared/relay-api/paths.ts";
import { signReadToken, tokenFields } from "@tomoshibi/shared/relay-api/reads.ts";
import {
  type AssociationWorld,
  WORLD_TEXT,
  addInvite,
  createWorld,
  joinHousehold,
  writeEntry,
} from "@tomoshibi/shared/testing/association-world.ts";
import {
  type TestRelay,
  askNonce,
  bytesOf,
  createTestRelay,
  handIn,
  putCard,
  read,
} from "./testing/relay-fixture.ts";

const NONCE = new Uint8Array(16).fill(5);
const COMMENT = "台所のたなが倒れました";
const REPRESENTATIVE = "灯野はるか";
const INCIDENT = "00112233aabbccdd" as IncidentId;

let relay: TestRelay;
let world: AssociationWorld;

beforeEach(async () => {
  relay = await createTestRelay();
  world = await createWorld();
});

const report = () =>
  encodePayload({
    kind: "report",
    incident: INCIDENT,
    household: 0,
    subjects: [{ subject: "self", status: "help" }],
    comment: COMMENT,
    place: { latitude: 36.56123, longitude: 136.65432, accuracyM: 12 },
    by: "self",
    means: "app",
    atSeconds: 1_775_001_600,
    aboutSeconds: undefined,
    supersedes: [],
  });

const registration = () =>
  encodePayload({
    kind: "registration",
    representative: REPRESENTATIVE,
    kana: "ひのはるか",
    persons: [REPRESENTATIVE],
    purposeVersion: 1,
    atSeconds: 1_775_001_600,
  });

describe("health", () => {
  test("[REL6] signs the caller's nonce with the relay's key, which stays the same", async () => {
    const ask = async (asked: TestRelay) => {
      const answer = await asked.app.request(healthPath(bytesToHex(NONCE)));
      expect(answer.headers.get("cache-control")).toBe("no-store");
      return checkHealth(await answer.json(), NONCE);
    };
    expect(await ask(relay)).toEqual(relay.relayKey);
    const restarted = await createTestRelay({ storage: relay.storage });
    expect(await ask(restarted)).toEqual(relay.relayKey);
  });

  test("[REL6] for another nonce, or a portal's page, is not taken for the relay", async () => {
    const answer = await relay.app.request(healthPath(bytesToHex(NONCE)));
    const body: unknown = await answer.json();
    expect(checkHealth(body, new Uint8Array(16))).toBeUndefined();
    expect(checkHealth({ status: "ok" }, NONCE)).toBeUndefined();
  });

  test("[REL6] without a nonce is a plain word, with half of one an error", async () => {
    expect(await (await relay.app.request("/healthz")).json()).toEqual({ status: "ok" });
    expect((await relay.app.request("/healthz?n=0011")).status).toBe(400);
  });
});

describe("a single stream", () => {
  const ask = async (device: DeviceKeys | undefined, init: RequestInit = {}, stream = "safety") => {
    const nonce = await askNonce(relay);
    const token = device && signReadToken(device.device, device.signSeed, relay.relayKey, nonce);
    const headers = new Headers(init.headers);
    if (token)
      headers.set("authorization", `Tomoshibi ${bytesToHex(encodeCbor(tokenFields(token)))}`);
    return relay.app.request(streamPath(world.association, stream as "safety"), {
      ...init,
      headers,
    });
  };
  const post = (body: Uint8Array) =>
    ask(undefined, {
      method: "POST",
      body: new Uint8Array(body),
      headers: { "content-type": "application/cbor" },
    });

  beforeEach(async () => {
    await handIn(relay, world, world.founder.keys, { statements: world.statements });
  });

  test("[REL1] [REL4] takes one entry by the rules of bundles, and nothing else", async () => {
    const entry = writeEntry(world, world.founder, "safety", report());
    const first = await post(entry.bytes);
    expect([first.status, first.headers.get("stream-next-offset")?.slice(0, 16)]).toEqual([
      204,
      "0000000000000001",
    ]);
    expect((await post(entry.bytes)).status).toBe(204);
    const refused = await post(concatBytes(entry.bytes.slice(0, -1), new Uint8Array([1])));
    expect([refused.status, await refused.json()]).toEqual([400, { code: "badSignature" }]);
    for (const method of ["PUT", "DELETE"]) {
      expect((await ask(world.founder.keys, { method })).status).toBe(405);
    }
    const [safety] = await read(relay, world, world.founder.keys, { streams: ["safety"] });
    expect(safety?.messages).toHaveLength(1);
  });

  test("[REL1] [REL5] is read with a token by those who may", async () => {
    const entry = writeEntry(world, world.founder, "safety", report());
    await post(entry.bytes);
    const resident = await joinHousehold(world, 2, 1);
    await handIn(relay, world, resident.keys, { statements: world.statements });
    const answer = await ask(world.founder.keys);
    expect(answer.headers.get("cache-control")).toBe("private, no-store");
    expect(bytesToHex(await bytesOf(answer))).toBe(bytesToHex(entry.bytes));
    expect((await ask(resident.keys)).status).toBe(403);
    expect((await ask(undefined)).status).toBe(401);
    expect((await ask(world.founder.keys, {}, "nonsense")).status).toBe(404);
  });
});

describe("blindness", () => {
  test("[REL8] neither storage nor log holds a name, a comment, a place, or whom a request was about", async () => {
    const { invite, sealedBlob } = await addInvite(world, 2, 1);
    const resident = await joinHousehold(world, 2, 1);
    const entries = [report(), registration()].map((payload) =>
      writeEntry(world, resident, "safety", payload),
    );
    const copy = writeEntry(world, resident, "household/2", registration());
    await handIn(relay, world, resident.keys, {
      statements: world.statements,
      streams: [
        { stream: "safety", entries },
        { stream: "household/2", entries: [copy] },
      ],
    });
    await putCard(relay, world, world.founder.keys, { ...invite, blob: sealedBlob });
    await relay.app.request(streamPath(world.association, "safety"));
    await relay.app.request(`/v1/bundles/${world.association}`, { method: "POST", body: COMMENT });
    const stored = await dump(relay, world);
    expect(contains(stored, entries[0]?.bytes ?? new Uint8Array())).toBe(true);
    for (const secret of [COMMENT, REPRESENTATIVE, "ひのはるか", WORLD_TEXT.associationName]) {
      expect([secret, contains(stored, utf8ToBytes(secret))]).toEqual([secret, false]);
      expect(relay.logged()).not.toContain(secret);
    }
    for (const payload of [report(), registration()]) {
      // Halves, so that the place, which stands in the middle, is looked for by itself as well.
      const half = Math.floor(payload.length / 2);
      for (const part of [
        payload.slice(0, half),
        payload.slice(half),
        payload.slice(half - 12, half + 12),
      ]) {
        expect(contains(stored, part)).toBe(false);
      }
    }
    const logged = relay.logged();
    expect(logged).toContain('"route":"/v1/bundles/:association"');
    expect(logged).toContain('"route":"/v1/streams/:association/:stream{.+}"');
    for (const name of [world.association, resident.keys.device, invite.inviteId, "household/2"]) {
      expect(logged).not.toContain(name);
    }
  });

  test("[REL8] a failure is logged by name only, for an exception's words may quote what was being handled", async () => {
    const broken = {
      ...relay.storage,
      setting: () => Promise.reject(new TypeError(`cannot store ${COMMENT}`)),
    };
    const failing = await createTestRelay({ storage: { ...broken, settle: relay.storage.settle } });
    const answer = await failing.app.request("/healthz");
    expect([answer.status, await answer.json()]).toEqual([503, { code: "unavailable" }]);
    expect(failing.logged()).toContain('"error":"TypeError"');
    expect(failing.logged()).not.toContain(COMMENT);
  });
});

async function dump(from: TestRelay, of: AssociationWorld): Promise<Uint8Array> {
  const names = [
    "members",
    "safety",
    "officers",
    "receipts",
    "membership",
    "intake",
    "household/2",
    "group/1",
  ];
  const requests = names.map((stream) => ({
    key: { association: of.association, stream },
    after: "start" as const,
  }));
  const pages = await from.storage.read(requests, { messagesMax: 10_000, bytesMax: Infinity });
  const invites = [...of.invites.values()].map(({ invite }) =>
    from.storage.invite(invite.inviteId),
  );
  const blobs = (await Promise.all(invites)).map((found) =>
    found.ok ? found.value?.blob : undefined,
  );
  if (!pages.ok || blobs.length === 0) throw new Error("there is something to look at");
  const messages = pages.value.flatMap((page) => (page.type === "page" ? page.messages : []));
  return concatBytes(
    ...messages.map(({ bytes }) => bytes),
    ...blobs.map((blob) => blob ?? new Uint8Array()),
  );
}

function contains(haystack: Uint8Array, needle: Uint8Array): boolean {
  return Buffer.from(haystack).includes(Buffer.from(needle));
}
