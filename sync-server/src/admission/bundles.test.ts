/** What a relay makes of bundles, over HTTP. */
import { beforeEach, describe, expect, test } from "vitest";
import { encodeCbor } from "@tomoshibi/shared/base/cbor.ts";
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import { encodeEntry, toHusk } from "@tomoshibi/shared/entry/entry.ts";

import { confirmDevice } from "@tomoshibi/shared/membership/issue.ts";
import { encodePayload } from "@tomoshibi/shared/records/payload.ts";
import { NAME_MAX, PERSONS_MAX } from "@tomoshibi/shared/records/record.ts";
import { decodeIntakeItem } from "@tomoshibi/shared/relay-api/intake.ts";
import { BODY_BYTES_MAX } from "@tomoshibi/shared/relay-api/paths.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  createWorld,
  joinHousehold,
  revokeIn,
  writeEntry,
} from "@tomoshibi/shared/testing/association-world.ts";
import {
  type TestRelay,
  createTestRelay,
  handIn,
  postBundle,
  read,
  verdictsOf,
} from "../testing/relay-fixture.ts";
import {
  INTAKE_MESSAGES_MAX,
  INTAKE_UNKNOWN_SHARE,
  MEMBER_ALLOWANCE,
  MEMBER_ENTRY_BYTES_MAX,
} from "./limits.ts";

const READ_MARK = encodePayload({
  kind: "incidentRead",
  incident: "00112233aabbccdd" as IncidentId,
  atSeconds: 1_775_001_600,
});

let relay: TestRelay;
let world: AssociationWorld;

beforeEach(async () => {
  relay = await createTestRelay();
  world = await createWorld();
});

async function found(): Promise<void> {
  await handIn(relay, world, world.founder.keys, { statements: world.statements });
}

function writeMany(device: WorldDevice, count: number) {
  return Array.from({ length: count }, () => writeEntry(world, device, "safety", READ_MARK));
}

describe("a bundle", () => {
  test("[REL2] [MEM6] of a device that joined offline: join and check-in are this one request", async () => {
    await found();
    const resident = await joinHousehold(world, 2, 1);
    const entries = writeMany(resident, 1);
    const answer = await handIn(relay, world, resident.keys, {
      statements: world.statements,
      streams: [{ stream: "safety", entries }],
    });
    expect(verdictsOf(answer.entries)).toEqual(["accepted"]);
    expect(answer.entries[0]?.id).toBe(entries[0]?.entryId);
    expect(new Set(verdictsOf(answer.statements))).toEqual(new Set(["known", "accepted"]));
    expect(answer.highest).toEqual([{ stream: "safety", seq: 1 }]);
  });

  test("[REL4] [ENT5] takes the longest registration of a member, not what only fills the store", async () => {
    await found();
    const resident = await joinHousehold(world, 2, 1);
    const name = "名".repeat(NAME_MAX);
    const longest = encodePayload({
      kind: "registration",
      representative: name,
      kana: name,
      persons: Array.from({ length: PERSONS_MAX }, () => name),
      purposeVersion: 1,
      atSeconds: 1_775_001_600,
    });
    const junk = new Uint8Array(MEMBER_ENTRY_BYTES_MAX);
    const handed = [longest, junk].map((payload) => writeEntry(world, resident, "safety", payload));
    const answer = await handIn(relay, world, resident.keys, {
      statements: world.statements,
      streams: [{ stream: "safety", entries: handed }],
    });
    expect(verdictsOf(answer.entries)).toEqual(["accepted", "refused: tooLarge"]);
    const byOfficer = [writeEntry(world, world.founder, "members", junk)];
    const office = await handIn(relay, world, world.founder.keys, {
      streams: [{ stream: "members", entries: byOfficer }],
    });
    expect(verdictsOf(office.entries)).toEqual(["accepted"]);
  });

  test("[REL2] again changes nothing and is answered known", async () => {
    await found();
    const entries = writeMany(world.founder, 2);
    const handed = {
      statements: world.statements,
      streams: [{ stream: "safety" as const, entries }],
    };
    await handIn(relay, world, world.founder.keys, handed);
    const again = await handIn(relay, world, world.founder.keys, handed);
    expect(new Set(verdictsOf([...again.statements, ...again.entries]))).toEqual(
      new Set(["known"]),
    );
    const [safety] = await read(relay, world, world.founder.keys, { streams: ["safety"] });
    expect(safety?.messages.map(({ bytes }) => bytes)).toEqual(entries.map(({ bytes }) => bytes));
  });

  test("[REL2] for an association without its root certificate stays with the sender, and nothing is stored", async () => {
    const entries = writeMany(world.founder, 1);
    const answer = await handIn(relay, world, world.founder.keys, {
      statements: world.statements.slice(1),
      streams: [{ stream: "safety", entries }],
    });
    expect(new Set(verdictsOf([...answer.statements, ...answer.entries]))).toEqual(
      new Set(["later"]),
    );
    const usage = await relay.storage.usage(world.association);
    expect(usage.ok && usage.value.messageCount).toBe(0);
  });

  test("[REL2] [ENT6] tells the sender the highest seq known of it, also where its chain has a gap", async () => {
    await found();
    const entries = writeMany(world.founder, 3);
    const answer = await handIn(relay, world, world.founder.keys, {
      streams: [{ stream: "safety", entries: entries.slice(2) }],
    });
    expect(verdictsOf(answer.entries)).toEqual(["accepted"]);
    expect(answer.highest).toEqual([{ stream: "safety", seq: 3 }]);
  });
});

describe("admission", () => {
  test("[REL4] refuses only the malformed, the oversized, the badly signed and the misplaced", async () => {
    await found();
    const [entry] = writeMany(world.founder, 1);
    if (entry === undefined) throw new Error("an entry was written");
    const forged = encodeEntry({ ...entry.entry, signature: new Uint8Array(64).fill(7) });
    const answer = await handIn(relay, world, world.founder.keys, {
      streams: [
        { stream: "safety", entries: [new Uint8Array([1]), new Uint8Array(65 * 1024), forged] },
        { stream: "members", entries: [entry] },
        { stream: "intake", entries: [entry] },
        { stream: "safety", entries: [encodeEntry(toHusk(entry.entry)), entry] },
      ],
    });
    expect(verdictsOf(answer.entries)).toEqual([
      "refused: malformed",
      "refused: tooLarge",
      "refused: badSignature",
      "refused: badSignature",
      "refused: wrongStream",
      "refused: erased",
      "accepted",
    ]);
  });

  test("[REL4] refuses a statement that its issuer did not sign", async () => {
    await found();
    const resident = await joinHousehold(world, 2, 1);
    const { body } = confirmDevice(world.association, world.founder.keys, resident.keys.device);
    const forged = confirmDevice(
      world.association,
      { ...resident.keys, device: body.issuer },
      resident.keys.device,
    );
    const answer = await handIn(relay, world, resident.keys, {
      statements: [...world.statements, forged],
    });
    expect(verdictsOf(answer.statements).at(-1)).toBe("refused: badSignature");
  });

  test("[REL4] keeps what an unknown author writes in the bounded intake, and takes it once the author is known", async () => {
    await found();
    const resident = await joinHousehold(world, 2, 1);
    const entries = writeMany(resident, 1);
    const streams = [{ stream: "safety" as const, entries }];
    for (const _ of [1, 2]) {
      const answer = await handIn(relay, world, resident.keys, { streams });
      expect(verdictsOf(answer.entries)).toEqual(["intake"]);
    }
    const [intake] = await read(relay, world, world.founder.keys, { streams: ["intake"] });
    const items = intake?.messages.map(({ bytes }) => decodeIntakeItem(bytes));
    expect(items).toEqual([{ stream: "safety", bytes: entries[0]?.bytes }]);
    const known = await handIn(relay, world, resident.keys, {
      statements: world.statements,
      streams,
    });
    expect(verdictsOf(known.entries)).toEqual(["accepted"]);
  });

  test("[REL4] leaves room in the intake: strangers cannot fill it for those who can be named", async () => {
    await found();
    const resident = await joinHousehold(world, 2, 1);
    const room = { messagesMax: INTAKE_MESSAGES_MAX * INTAKE_UNKNOWN_SHARE, bytesMax: Infinity };
    const filler = Array.from({ length: room.messagesMax }, (_, index) => ({
      id: null,
      author: null,
      seq: null,
      bytes: encodeCbor([index]),
    }));
    const key = { association: world.association, stream: "intake" };
    const config = { contentType: "application/cbor", ttlSeconds: null, expiresAtMs: null };
    await relay.storage.transact([{ type: "append", key, messages: filler, createWith: config }]);
    const strange = await handIn(relay, world, resident.keys, {
      streams: [{ stream: "safety", entries: writeMany(resident, 1) }],
    });
    expect(verdictsOf(strange.entries)).toEqual(["later"]);
    revokeIn(world, resident);
    const named = await handIn(relay, world, resident.keys, {
      statements: world.statements,
      streams: [{ stream: "safety", entries: writeMany(resident, 1) }],
    });
    expect(verdictsOf(named.entries)).toEqual(["intake"]);
  });

  test("[REL4] [MEM5] takes what a revoked device wrote before, and puts what it wrote after into the intake", async () => {
    await found();
    const resident = await joinHousehold(world, 2, 1);
    const before = writeMany(resident, 1);
    revokeIn(world, resident);
    const after = writeMany(resident, 1);
    const answer = await handIn(relay, world, resident.keys, {
      statements: world.statements,
      streams: [{ stream: "safety", entries: [...before, ...after] }],
    });
    expect(verdictsOf(answer.entries)).toEqual(["accepted", "intake"]);
  });

  test("[REL4] [MEM6] puts what the eleventh device of a card writes into the intake, until it is confirmed", async () => {
    await found();
    const devices: WorldDevice[] = [];
    for (let count = 0; count < 11; count += 1) devices.push(await joinHousehold(world, 2, 1));
    const hand = () =>
      handIn(relay, world, world.founder.keys, {
        statements: world.statements,
        streams: [{ stream: "safety", entries: devices.flatMap((device) => writeMany(device, 1)) }],
      });
    const verdicts = verdictsOf((await hand()).entries);
    expect(verdicts.filter((verdict) => verdict === "intake")).toHaveLength(1);
    const extra = devices[verdicts.indexOf("intake")];
    if (extra === undefined) throw new Error("one device is one too many");
    world.statements.push(confirmDevice(world.association, world.founder.keys, extra.keys.device));
    expect(verdictsOf((await hand()).entries)).not.toContain("intake");
  });

  test("[REL4] limits a member to a burst, then one in five seconds, and never for what is known", async () => {
    await found();
    const resident = await joinHousehold(world, 2, 1);
    const entries = writeMany(resident, MEMBER_ALLOWANCE.burst + 20);
    const hand = async () => {
      const streams = [{ stream: "safety" as const, entries }];
      const answer = await handIn(relay, world, world.founder.keys, {
        statements: world.statements,
        streams,
      });
      const verdicts = verdictsOf(answer.entries);
      return Object.fromEntries(
        ["accepted", "known", "later"].map((name) => [
          name,
          verdicts.filter((item) => item === name).length,
        ]),
      );
    };
    const { burst, refillMs } = MEMBER_ALLOWANCE;
    expect(await hand()).toEqual({ accepted: burst, known: 0, later: 20 });
    expect(await hand()).toEqual({ accepted: 0, known: burst, later: 20 });
    relay.clock.advance(3 * refillMs);
    expect(await hand()).toEqual({ accepted: 3, known: burst, later: 17 });
  });

  test("[REL4] limits each author for itself, for a shelter shares one address and one courier", async () => {
    await found();
    const [loud, quiet] = [await joinHousehold(world, 2, 1), await joinHousehold(world, 3, 1)];
    const answer = await handIn(relay, world, world.founder.keys, {
      statements: world.statements,
      streams: [{ stream: "safety", entries: [...writeMany(loud, 40), ...writeMany(quiet, 1)] }],
    });
    expect(verdictsOf(answer.entries).at(-1)).toBe("accepted");
    expect(verdictsOf(answer.entries)).toContain("later");
  });

  test("[REL4] never looks at an author's clock, and takes both sides of a fork", async () => {
    await found();
    const clone: WorldDevice = { ...world.founder, heads: new Map() };
    const entries = [
      ...writeMany(world.founder, 1),
      writeEntry(world, clone, "safety", encodeLater()),
    ];
    const answer = await handIn(relay, world, world.founder.keys, {
      streams: [{ stream: "safety", entries }],
    });
    expect(verdictsOf(answer.entries)).toEqual(["accepted", "accepted"]);
  });

  test("[REL4] keeps what a member writes to officers' streams out of them", async () => {
    await found();
    const resident = await joinHousehold(world, 2, 1);
    const receipt = writeEntry(
      world,
      resident,
      "receipts",
      encodePayload({ kind: "receipt", entries: [] }),
    );
    const answer = await handIn(relay, world, resident.keys, {
      statements: world.statements,
      streams: [{ stream: "receipts", entries: [receipt] }],
    });
    expect(verdictsOf(answer.entries)).toEqual(["intake"]);
  });

  test("[REL4] refuses a body that is too large or no bundle, with a stable code", async () => {
    const send = (body: Uint8Array<ArrayBuffer>, type: string) =>
      relay.app.request(`/v1/bundles/${world.association}`, {
        method: "POST",
        body,
        headers: { "content-type": type },
      });
    const cases = [
      {
        answer: await send(new Uint8Array(BODY_BYTES_MAX + 1), "application/cbor"),
        status: 413,
        code: "tooLarge",
      },
      { answer: await send(new Uint8Array(3), "application/cbor"), status: 400, code: "malformed" },
      { answer: await send(new Uint8Array(3), "text/plain"), status: 415, code: "wrongType" },
    ];
    for (const { answer, status, code } of cases) {
      expect([answer.status, await answer.json()]).toEqual([status, { code }]);
    }
  });

  test("[REL4] refuses a bundle with more entries than one request may hold", async () => {
    const entries = Array.from({ length: 501 }, () => new Uint8Array(1));
    const answer = await postBundle(relay, world, world.founder.keys, {
      streams: [{ stream: "safety", entries }],
    });
    expect(answer.status).toBe(413);
  });
});

describe("a wiped relay", () => {
  test("[REL2] [REL1] takes everything again from whoever has it", async () => {
    await found();
    const officer = addDevice(world, { role: "officer", household: 4, group: 1 });
    const entries = writeMany(officer, 2);
    const handed = {
      statements: world.statements,
      streams: [{ stream: "safety" as const, entries }],
    };
    await handIn(relay, world, officer.keys, handed);
    relay = await createTestRelay();
    const answer = await handIn(relay, world, officer.keys, handed);
    expect(new Set(verdictsOf([...answer.statements, ...answer.entries]))).toEqual(
      new Set(["accepted"]),
    );
  });
});

function encodeLater(): Uint8Array {
  return encodePayload({
    kind: "incidentRead",
    incident: "00112233aabbccdd" as IncidentId,
    atSeconds: 4_000_000_000,
  });
}
