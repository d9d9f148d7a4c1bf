/** Cards on a relay: putting, looking up, and the one place where a clock ends something. */
import { beforeEach, describe, expect, test } from "vitest";
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import { cancelInvite, certifyDevice, confirmDevice } from "@tomoshibi/shared/membership/issue.ts";
import { createInvite } from "@tomoshibi/shared/membership/joining.ts";
import { encodePayload } from "@tomoshibi/shared/records/payload.ts";
import { invitePath } from "@tomoshibi/shared/relay-api/paths.ts";
import {
  type AssociationWorld,
  WORLD_TEXT,
  addDevice,
  addInvite,
  authorityOf,
  createWorld,
  joinHousehold,
  writeEntry,
} from "@tomoshibi/shared/testing/association-world.ts";
import {
  type TestRelay,
  bytesOf,
  createTestRelay,
  handIn,
  putCard,
  read,
  verdictsOf,
} from "../testing/relay-fixture.ts";
import { INVITE_BLOB_BYTES_MAX, INVITE_LOOKUP_ALLOWANCE, INVITE_PUT_ALLOWANCE } from "./limits.ts";

const DAY_MS = 86_400_000;

let relay: TestRelay;
let world: AssociationWorld;

beforeEach(async () => {
  relay = await createTestRelay();
  world = await createWorld();
});

async function share() {
  return handIn(relay, world, world.founder.keys, { statements: world.statements });
}

async function card(household: number) {
  const { invite, sealedBlob } = await addInvite(world, household, 1);
  await share();
  return { ...invite, blob: sealedBlob };
}

describe("a card on a relay", () => {
  test("[MEM6] is put by an officer and fetched by whoever knows its code, without a token", async () => {
    const created = await card(2);
    expect((await putCard(relay, world, world.founder.keys, created)).status).toBe(204);
    const answer = await relay.app.request(invitePath(created.inviteId));
    expect(answer.status).toBe(200);
    expect(bytesToHex(await bytesOf(answer))).toBe(bytesToHex(created.blob));
    expect(answer.headers.get("cache-control")).toBe("private, no-store");
  });

  test("[MEM6] cannot be put by a member, by another association, or beyond its size", async () => {
    const created = await card(2);
    const resident = await joinHousehold(world, 2, 1);
    await share();
    const byMember = await putCard(relay, world, resident.keys, created);
    expect([byMember.status, await byMember.json()]).toEqual([403, { code: "notOfficer" }]);
    await putCard(relay, world, world.founder.keys, created);
    const other = await createWorld(5);
    const plan = { role: "invite", household: 2, group: 1 } as const;
    other.statements.push(certifyDevice(other.association, other.founder.keys, created, plan));
    await handIn(relay, other, other.founder.keys, { statements: other.statements });
    expect((await putCard(relay, other, other.founder.keys, created)).status).toBe(409);
    const large = { ...created, blob: new Uint8Array(INVITE_BLOB_BYTES_MAX + 1) };
    expect((await putCard(relay, world, world.founder.keys, large)).status).toBe(413);
  });

  test("[MEM6] is put by the leader who made it for a household of the group, in no other card's place", async () => {
    const officers = await card(2);
    await putCard(relay, world, world.founder.keys, officers);
    const leader = addDevice(world, { role: "groupLeader", household: 3, group: 1 });
    const { invite, statements, sealedBlob } = await createInvite(world, {
      ...{ authority: authorityOf(world), keyring: leader.keyring, issuer: leader.keys },
      ...{ household: 2, group: 1, untilSeconds: 0, text: WORLD_TEXT },
    });
    const made = { ...invite, blob: sealedBlob };
    await share();
    expect((await putCard(relay, world, leader.keys, made)).status).toBe(403);
    world.statements.push(...statements);
    await share();
    expect((await putCard(relay, world, leader.keys, made)).status).toBe(204);
    expect((await relay.app.request(invitePath(made.inviteId))).status).toBe(200);
    const inItsPlace = { ...made, inviteId: officers.inviteId };
    expect((await putCard(relay, world, leader.keys, inItsPlace)).status).toBe(403);
    const another = { ...made, inviteId: made.inviteId, device: officers.device };
    expect((await putCard(relay, world, leader.keys, another)).status).toBe(403);
    const kept = await bytesOf(await relay.app.request(invitePath(officers.inviteId)));
    expect(bytesToHex(kept)).toBe(bytesToHex(officers.blob));
  });

  test("[MEM6] [REL7] is taken only where its certificate is known: what officers' devices repeat at every relay has a bound", async () => {
    const made = await addInvite(world, 2, 1);
    const created = { ...made.invite, blob: made.sealedBlob };
    const before = world.statements.filter(
      ({ body }) => body.type !== "certificate" || body.role !== "invite",
    );
    const handing = (statements: typeof before) =>
      handIn(relay, world, world.founder.keys, { statements });
    await handing(before);
    expect((await putCard(relay, world, world.founder.keys, created)).status).toBe(403);
    expect((await relay.app.request(invitePath(created.inviteId))).status).toBe(404);
    await share();
    expect((await putCard(relay, world, world.founder.keys, created)).status).toBe(204);
    const largest = { ...created, blob: new Uint8Array(INVITE_BLOB_BYTES_MAX) };
    let taken = 0;
    while ((await putCard(relay, world, world.founder.keys, largest)).status === 204) taken += 1;
    const { bytesPerDay = 0 } = INVITE_PUT_ALLOWANCE;
    expect(taken).toBe(Math.floor((bytesPerDay - created.blob.length) / INVITE_BLOB_BYTES_MAX));
  });

  test("[MEM6] [REL7] that was cancelled before its blob came to a relay is gone there too", async () => {
    const created = await card(2);
    world.statements.push(cancelInvite(world.association, world.founder.keys, created));
    await share();
    await putCard(relay, world, world.founder.keys, created);
    expect((await relay.app.request(invitePath(created.inviteId))).status).toBe(410);
  });

  test("[MEM6] is unknown under another code, and gone once it was cancelled", async () => {
    const created = await card(2);
    await putCard(relay, world, world.founder.keys, created);
    expect((await relay.app.request(`/v1/invites/${"00".repeat(16)}`)).status).toBe(404);
    expect((await relay.app.request("/v1/invites/nonsense")).status).toBe(404);
    world.statements.push(cancelInvite(world.association, world.founder.keys, created));
    await share();
    expect((await relay.app.request(invitePath(created.inviteId))).status).toBe(410);
  });

  test("[MEM6] cannot be looked up without end, so that codes are not guessed", async () => {
    const ask = () => relay.app.request(`/v1/invites/${"00".repeat(16)}`);
    for (let count = 0; count < INVITE_LOOKUP_ALLOWANCE.burst; count += 1) await ask();
    const answer = await ask();
    expect(answer.status).toBe(429);
    expect(answer.headers.get("retry-after")).toBe("5");
  });
});

describe("a card whose date has passed", () => {
  async function endingCard() {
    const created = await card(2);
    const untilSeconds = (relay.clock.nowMs() + DAY_MS) / 1000;
    const plan = { role: "invite", household: 2, group: 1, untilSeconds } as const;
    world.statements.splice(
      world.statements.findIndex(
        ({ body }) =>
          body.type === "certificate" && bytesToHex(body.signKey) === bytesToHex(created.signKey),
      ),
      1,
      certifyDevice(world.association, world.founder.keys, created, plan),
    );
    relay = await createTestRelay({ clock: relay.clock });
    await share();
    return created;
  }

  test("[MEM4] [MEM6] is gone by the relay's clock", async () => {
    const created = await endingCard();
    await putCard(relay, world, world.founder.keys, created);
    expect((await relay.app.request(invitePath(created.inviteId))).status).toBe(200);
    relay.clock.advance(DAY_MS + 1000);
    expect((await relay.app.request(invitePath(created.inviteId))).status).toBe(410);
  });

  test("[MEM4] lets nobody join through the relay any more, until somebody vouches for the device", async () => {
    await endingCard();
    const early = await joinHousehold(world, 2, 1);
    await share();
    relay.clock.advance(DAY_MS + 1000);
    const late = await joinHousehold(world, 2, 1);
    const payload = encodePayload({
      kind: "incidentRead",
      incident: "00112233aabbccdd" as IncidentId,
      atSeconds: 1,
    });
    const entries = [early, late].map((device) => writeEntry(world, device, "safety", payload));
    const hand = () =>
      handIn(relay, world, world.founder.keys, {
        statements: world.statements,
        streams: [{ stream: "safety", entries }],
      });
    const answer = await hand();
    expect(verdictsOf(answer.statements).at(-1)).toBe("intake");
    expect(verdictsOf(answer.entries)).toEqual(["accepted", "intake"]);
    const [intake] = await read(relay, world, world.founder.keys, { streams: ["intake"] });
    expect(intake?.messages).toHaveLength(2);
    world.statements.push(confirmDevice(world.association, world.founder.keys, late.keys.device));
    const confirmed = await hand();
    expect(verdictsOf(confirmed.statements).slice(-2)).toEqual(["accepted", "accepted"]);
    expect(verdictsOf(confirmed.entries)).toEqual(["known", "accepted"]);
  });
});
