/** What docs/threat-model.md says that nobody can do, where no test beside the code shows it already. */
import { describe, expect, test } from "vitest";
import type { Arrival } from "@tomoshibi/client/engine/replica/replica.ts";
import {
  type TestReplica,
  INCIDENT,
  contact,
  createMemoryRelay,
  installReplica,
  openIncident,
  tap,
} from "@tomoshibi/client/engine/replica/testing/replica-world.ts";
import { utf8ToBytes } from "@tomoshibi/shared/base/bytes.ts";
import type { AssociationId } from "@tomoshibi/shared/base/ids.ts";
import { type SealedEntry, decodeEntry, sealEntry } from "@tomoshibi/shared/entry/entry.ts";
import { type StreamName, audienceOf } from "@tomoshibi/shared/entry/stream-name.ts";
import { EMPTY_KEYRING, writeKey } from "@tomoshibi/shared/keys/keyring.ts";
import { createDeviceKeys } from "@tomoshibi/shared/membership/device-keys.ts";
import { encodePayload } from "@tomoshibi/shared/records/payload.ts";
import type { Payload } from "@tomoshibi/shared/records/record.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  addInvite,
  authorityOf,
  createWorld,
  joinHousehold,
} from "@tomoshibi/shared/testing/association-world.ts";
import {
  createTestRelay,
  handIn,
  verdictsOf,
} from "@tomoshibi/sync-server/testing/relay-fixture.ts";

const AT = 1_775_001_600_000;
const AT_SECONDS = AT / 1_000;
const COMMENT = "水が出ません、動けません";

describe("a curious relay", () => {
  test("[REL8] [ENT4] has of a check-in its place, its author's number and its length, and not one word", async () => {
    const { relay } = await town();
    const stored = STREAMS.flatMap((stream) => relay.read([stream], new Map())[0]?.messages ?? []);
    const whole = Buffer.concat(stored.map(({ bytes }) => bytes));
    for (const word of [COMMENT, "試験 花子", "ひばり町会"])
      expect(whole.includes(Buffer.from(utf8ToBytes(word)))).toBe(false);
    const [report] = relay.read(["safety"], new Map())[0]?.messages ?? [];
    expect(decodeEntry(report?.bytes ?? new Uint8Array())).toMatchObject({ seq: 1, epoch: 1 });
  });
});

describe("a hostile relay", () => {
  test("[ENT2] that carries an entry to another stream or association brings nothing in", async () => {
    const { world, relay, officer, resident } = await town();
    const abroad = "ab".repeat(16) as AssociationId;
    const foreign = write(world, resident.device, "safety", REPORT, abroad).bytes;
    const [report] = relay.read(["safety"], new Map())[0]?.messages ?? [];
    const moved = report?.bytes ?? foreign;
    const before = await appliedBy(officer);
    await officer.replica.receive([
      ...arrivals("safety", [foreign]),
      ...arrivals("members", [moved]),
      ...arrivals("household/12", [moved]),
    ]);
    expect(await appliedBy(officer)).toEqual(before);
  });

  test("[DEL2] says that it has a report, and then it is relayed; received it is by no word of a relay", async () => {
    const { resident } = await town();
    expect(await deliveryOf(resident.replica)).toBe("relayed");
  });
});

describe("a hostile member", () => {
  test("[DEL1] [DEL2] signs a receipt, and so does a stranger: no report is received by it", async () => {
    const { world, resident, mallory, stranger } = await town();
    const [report] = await resident.replica.database.outbox.toArray();
    const receipt: Payload = {
      kind: "receipt",
      entries: report === undefined ? [] : [report.entryId],
    };
    for (const device of [mallory, stranger])
      await resident.replica.replica.receive(
        arrivals("receipts", [write(world, device, "receipts", receipt).bytes]),
      );
    expect(await deliveryOf(resident.replica)).toBe("relayed");
  });
});

describe("a lying officer", () => {
  test("[STR1] who says that a house is safe does not make disappear what the household said", async () => {
    const { officer, board } = await town();
    const [report] = (await board())?.reports ?? [];
    await officer.run(
      tap(AT + 1, {
        ...{ household: 12, by: "officer", means: "visit", seen: [report?.recordId as never] },
        subjects: [{ subject: "all", status: "safe" }],
      }),
    );
    const row = await board();
    expect(row?.reports.map(({ comment }) => comment)).toContain(COMMENT);
    expect(row?.reports.find(({ comment }) => comment === COMMENT)?.isCurrent).toBe(false);
    expect(row?.reports.find(({ isCurrent }) => isCurrent)?.by).toBe("officer");
  });
});

describe("who photographed a card", () => {
  test("[MEM6] writes with its key what a relay puts aside and nobody applies", async () => {
    const { world, officer } = await town();
    const { invite } = await addInvite(world, 12, 1);
    const card = { keys: invite, keyring: world.founder.keyring, heads: new Map() };
    const sealed = write(world, card, "safety", REPORT);
    const house = await createTestRelay();
    const answer = await handIn(house, world, invite, {
      statements: world.statements,
      streams: [{ stream: "safety", entries: [sealed] }],
    });
    house.stop();
    expect(verdictsOf(answer.entries)).toEqual(["intake"]);
    const messages = world.statements.map(({ bytes }) => ({ bytes, relayedAtSeconds: AT_SECONDS }));
    await officer.replica.receive([{ stream: "membership", messages }]);
    await officer.replica.receive(arrivals("safety", [sealed.bytes]));
    expect(await officer.database.entries.get(sealed.entryId)).toMatchObject({
      ...{ state: "kept", reason: "notAllowed" },
    });
  });
});

const STREAMS: readonly StreamName[] = [
  "members",
  "safety",
  "household/12",
  "receipts",
  "membership",
];

const REPORT: Payload = {
  ...{ kind: "report", incident: INCIDENT, household: 0, atSeconds: AT_SECONDS, comment: "?" },
  ...{ by: "self", means: "app", place: undefined, aboutSeconds: undefined, supersedes: [] },
  subjects: [{ subject: "all", status: "safe" }],
};

/** A household that asked for help, an officer that read it, and a relay between them. */
async function town() {
  const world = await createWorld();
  const relay = createMemoryRelay();
  const device = await joinHousehold(world, 12, 1);
  const mallory = await joinHousehold(world, 13, 1);
  const stranger: WorldDevice = {
    keys: createDeviceKeys(world),
    keyring: EMPTY_KEYRING,
    heads: new Map(),
  };
  const resident = { device, replica: await installReplica(world, device) };
  const officer = await installReplica(
    world,
    addDevice(world, { role: "officer", household: 2, group: 1 }),
  );
  await officer.run(openIncident(AT));
  await contact(officer, relay);
  await contact(resident.replica, relay);
  await resident.replica.run(
    tap(AT, { subjects: [{ subject: "all", status: "help" }], comment: COMMENT }),
  );
  await contact(resident.replica, relay);
  await contact(officer, relay);
  return {
    ...{ world, relay, resident, officer, mallory, stranger },
    board: () => officer.database.boardRows.get([INCIDENT, 12]),
  };
}

function write(
  world: AssociationWorld,
  device: WorldDevice,
  stream: StreamName,
  payload: Payload,
  association: AssociationId = world.association,
): SealedEntry {
  const audience = audienceOf(stream);
  const key = audience && writeKey(device.keyring, authorityOf(world), audience);
  const head = { seq: 90, entryId: undefined };
  return sealEntry({ association, stream }, device.keys, head, key, encodePayload(payload));
}

function arrivals(stream: StreamName, entries: readonly Uint8Array[]): readonly Arrival[] {
  return [{ stream, messages: entries.map((bytes) => ({ bytes, relayedAtSeconds: AT_SECONDS })) }];
}

async function appliedBy({ database }: TestReplica): Promise<readonly string[]> {
  const rows = await database.entries.toArray();
  return rows.filter(({ state }) => state === "applied").map(({ entryId }) => entryId);
}

async function deliveryOf({ database }: TestReplica): Promise<string | undefined> {
  return (await database.ownReports.toArray())[0]?.delivery;
}
