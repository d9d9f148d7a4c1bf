/** Two real replicas that meet over a channel in memory, with no relay. */
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { encodeMessage, fragmentsOf } from "@tomoshibi/shared/meeting/messages.ts";
import { readsStream } from "@tomoshibi/shared/meeting/readers.ts";
import { type SignalPair, answerOf, offerOf } from "@tomoshibi/shared/meeting/signal.ts";
import { standingsOf } from "@tomoshibi/shared/membership/authority.ts";
import {
  type AssociationWorld,
  type WorldDevice,
  addDevice,
  createWorld,
  joinHousehold,
  revokeIn,
} from "@tomoshibi/shared/testing/association-world.ts";
import type { EngineRemote } from "../../engine/api.ts";
import { meet, takeIn } from "../../engine/meeting/meeting-calls.ts";
import {
  INCIDENT,
  type TestReplica,
  installReplica,
  openIncident,
  tap,
} from "../../engine/replica/testing/replica-world.ts";
import { type MeetingChannel, type MeetingView, SILENCE_MS, runMeeting } from "./run-meeting.ts";

const AT = 1_775_001_600_000;
const HELP = [{ subject: "self", status: "help" }] as const;

let world: AssociationWorld;
let officer: WorldDevice;
let resident: WorldDevice;
let neighbour: WorldDevice;
let codes: SignalPair;

beforeAll(async () => {
  world = await createWorld();
  officer = addDevice(world, { role: "officer", household: 5, group: 1 });
  resident = await joinHousehold(world, 12, 3);
  neighbour = await joinHousehold(world, 13, 3);
});

beforeEach(() => {
  codes = codesOf(world);
});

describe("two devices that are connected", () => {
  test("[MEET1] [MEET2] [DEL2] a phone gives its report to the desk, and has the receipt in the same meeting", async () => {
    const [phone, desk] = [await open(resident), await open(officer)];
    await phone.run(openIncident(AT));
    await phone.run(tap(AT, { subjects: HELP }));
    const [onPhone, onDesk] = await meeting(phone, desk);
    expect(onDesk).toMatchObject({
      end: "finished",
      taken: { reports: [{ incident: INCIDENT, subjects: HELP }], damaged: 0, leftBehind: 0 },
    });
    expect(onPhone).toMatchObject({ end: "finished", given: { reports: 1 } });
    expect(onPhone.taken.received).toBeGreaterThan(0);
    expect(await desk.database.boardRows.get([INCIDENT, 12])).toMatchObject({ state: "help" });
    expect((await phone.database.ownReports.toArray()).map(({ delivery }) => delivery)).toEqual([
      "received",
    ]);
  });

  test("[MEET1] met again, give nothing and change nothing", async () => {
    const [phone, desk] = [await open(resident), await open(officer)];
    await phone.run(openIncident(AT));
    await phone.run(tap(AT));
    await meeting(phone, desk);
    const before = [await idsIn(phone), await idsIn(desk)];
    for (const view of await meeting(desk, phone)) {
      expect(view).toMatchObject({ end: "finished", given: { items: 0 } });
      expect(view.taken).toMatchObject({ reports: [], others: 0, carried: 0, known: 0 });
    }
    expect([await idsIn(phone), await idsIn(desk)]).toEqual(before);
  });

  test("[MEET3] a neighbour takes along what it cannot read, and gives it to the desk", async () => {
    const [phone, courier] = [await open(resident), await open(neighbour)];
    const desk = await open(officer);
    await phone.run(openIncident(AT));
    await phone.run(tap(AT, { subjects: HELP }));
    const [, onCourier] = await meeting(phone, courier);
    expect(onCourier).toMatchObject({ end: "finished", taken: { reports: [], received: 0 } });
    expect(onCourier.taken.carried).toBeGreaterThan(0);
    // Nobody's report is received by it.
    expect((await phone.database.ownReports.toArray()).map(({ delivery }) => delivery)).toEqual([
      "saved",
    ]);
    const [onDesk] = await meeting(desk, courier);
    expect(onDesk).toMatchObject({ taken: { reports: [{ subjects: HELP }] } });
    // The receipt goes back on the same way.
    await meeting(courier, phone);
    expect((await phone.database.ownReports.toArray()).map(({ delivery }) => delivery)).toEqual([
      "received",
    ]);
  });

  test("[MEET3] what officers have, and a resident may not read, is not given to one", async () => {
    const [phone, desk] = [await open(resident), await open(officer)];
    await phone.run(openIncident(AT));
    await phone.run(tap(AT, { subjects: HELP }));
    await meeting(phone, desk);
    await settle(desk);
    const other = await open(neighbour);
    const [, onOther] = await meeting(desk, other);
    expect(onOther).toMatchObject({ end: "finished", taken: { carried: 0 } });
    expect(await other.database.incidents.get(INCIDENT)).toMatchObject({ isOpen: true });
    expect(await other.database.carried.count()).toBe(0);
    const streams = (await other.database.entries.toArray()).map(({ stream }) => stream);
    expect(streams.filter((stream) => stream === "household/12" || stream === "officers")).toEqual(
      [],
    );
  });

  test("[MEET3] who may be given a stream is who reads it", async () => {
    for (const device of [officer, resident, world.founder]) {
      const { replica } = await open(device);
      const authority = replica.authority;
      const [standing] = authority ? standingsOf(authority, device.keys.device) : [];
      if (authority === undefined || standing === undefined) throw new Error("no standing");
      const wanted = new Set(replica.wantedStreams());
      for (const stream of [
        ...(["members", "safety", "officers", "receipts", "membership", "erasures"] as const),
        ...(["intake", "household/12", "household/13", "group/3", "group/1"] as const),
        ...[officer, resident].map(({ keys }) => `mailbox/${keys.device}` as const),
      ])
        expect([stream, readsStream(authority, standing, stream)]).toEqual([
          stream,
          wanted.has(stream),
        ]);
    }
  });

  test("[MEET2] of which one joined elsewhere, meet all the same", async () => {
    const before = { ...world, statements: [...world.statements] };
    const late = await joinHousehold(world, 14, 3);
    const phone = await open(late);
    const desk = await installReplica(before, officer);
    await phone.run(openIncident(AT));
    await phone.run(tap(AT));
    const [, onDesk] = await meeting(phone, desk);
    expect(onDesk).toMatchObject({ end: "finished", taken: { reports: [{}] } });
  });

  test("[MEET1] keep what crossed before a cut, and give the rest the next time", async () => {
    const desk = await open(officer);
    for (const fragments of [1, 3, 5, 6, 7, 9]) {
      const phone = await open(resident);
      await phone.run(openIncident(AT));
      await phone.run(tap(AT + fragments));
      const held = await idsIn(phone);
      for (const view of await meeting(phone, desk, { fragments })) expect(view.end).toBe("cut");
      expect(await idsIn(phone)).toEqual(expect.arrayContaining([...held]));
      await meeting(phone, desk);
      expect(await idsIn(desk)).toEqual(expect.arrayContaining([...held]));
    }
  });
});

describe("who does not belong to the association", () => {
  test("[MEET2] is told nothing, and leaves nothing", async () => {
    const elsewhere = await createWorld(9);
    const stranger = await installReplica(elsewhere, elsewhere.founder);
    const desk = await open(officer);
    await desk.run(openIncident(AT));
    const before = await idsIn(desk);
    const [onDesk, onStranger] = await meeting(desk, stranger);
    expect([onDesk.end, onStranger.end]).toContain("stranger");
    expect([onDesk.given.items, onStranger.given.items]).toEqual([0, 0]);
    expect(await idsIn(desk)).toEqual(before);
    expect(await desk.database.statements.count()).toBe(world.statements.length);
  });

  test("[MEET2] [MEM5] any more, is refused by who knows that it was stopped", async () => {
    const stoppedWorld = { ...world, statements: [...world.statements] };
    const [thief, desk] = [await open(resident), await openIn(revoked(stoppedWorld), officer)];
    const [onDesk] = await meeting(desk, thief);
    expect(onDesk).toMatchObject({ end: "stopped", given: { items: 0 } });
  });

  test("[MEET2] and says anything, floods, or says nothing, ends the meeting", async () => {
    const desk = await open(officer);
    const before = await idsIn(desk);
    const noise = await alone(desk, (hear) => hear(Uint8Array.of(1, 2, 3)));
    expect(noise.end).toBe("malformed");
    const early = encodeMessage({ type: "parcel", bundle: new Uint8Array(9) });
    const unproven = await alone(desk, (hear) => fragmentsOf(early).forEach(hear));
    expect(unproven.end).toBe("malformed");
    const flood = await alone(desk, (hear) => {
      for (let index = 0; index < 2_000; index += 1) hear(Uint8Array.of(0, 0));
    });
    expect(flood.end).toBe("malformed");
    expect((await alone(desk, (_hear, pass) => pass())).end).toBe("silent");
    expect(await idsIn(desk)).toEqual(before);
  });
});

function open(device: WorldDevice): Promise<TestReplica> {
  return openIn(world, device);
}

function openIn(inWorld: AssociationWorld, device: WorldDevice): Promise<TestReplica> {
  return installReplica(inWorld, device);
}

function revoked(inWorld: AssociationWorld): AssociationWorld {
  revokeIn(inWorld, resident);
  return inWorld;
}

function codesOf({ association }: AssociationWorld): SignalPair {
  const facts = (key: number) => ({
    ...{ iceName: "IFCE", icePassword: "jbVKu41uMbyZ2t+uI/MH+NJm" },
    ...{ keyHash: new Uint8Array(32).fill(key), addresses: [] },
  });
  const offer = offerOf(association, facts(1));
  return { offer, answer: answerOf(offer, facts(2)) };
}

function engineOf(replica: TestReplica): Pick<EngineRemote, "meet" | "takeIn"> {
  return {
    meet: (question) => meet(replica, question),
    takeIn: (input) => takeIn(replica, input),
  };
}

/** Two ends of a channel; after so many fragments it breaks. */
function channels(fragments: number): readonly [MeetingChannel, MeetingChannel] {
  type Heard = Parameters<MeetingChannel["listen"]>[0];
  const heard: (Heard | undefined)[] = [undefined, undefined];
  const early: Uint8Array[][] = [[], []];
  let [crossed, isClosed] = [0, false];
  const close = () => {
    if (isClosed) return;
    isClosed = true;
    for (const end of heard) queueMicrotask(() => end?.onClosed());
  };
  const endOf = (own: number, other: number): MeetingChannel => ({
    send(bytes) {
      if (isClosed) throw new Error("closed");
      crossed += 1;
      if (crossed > fragments) return close();
      queueMicrotask(() => {
        if (heard[other] === undefined) early[other]?.push(bytes);
        else heard[other].onBytes(bytes);
      });
    },
    listen(listener) {
      heard[own] = listener;
      for (const bytes of early[own] ?? []) listener.onBytes(bytes);
    },
    close,
  });
  return [endOf(0, 1), endOf(1, 0)];
}

/** Both, the left with the first code, until both are over. */
async function meeting(
  left: TestReplica,
  right: TestReplica,
  { fragments = Infinity }: { readonly fragments?: number } = {},
): Promise<readonly [MeetingView, MeetingView]> {
  const [leftEnd, rightEnd] = channels(fragments);
  const run = (replica: TestReplica, channel: MeetingChannel, side: "offer" | "answer") =>
    new Promise<MeetingView>((resolve) => {
      const onView = (view: MeetingView) => {
        if (view.end !== undefined) resolve(view);
      };
      runMeeting({
        ...{ engine: engineOf(replica), channel, codes, side, onView },
        setTimer: () => () => undefined,
      });
    });
  return Promise.all([run(left, leftEnd, "offer"), run(right, rightEnd, "answer")]);
}

/** A replica with whom somebody speaks who is none; `pass` lets time go by. */
function alone(
  replica: TestReplica,
  speak: (hear: (bytes: Uint8Array) => void, pass: () => void) => void,
): Promise<MeetingView> {
  return new Promise((resolve) => {
    let hasSpoken = false;
    let hear: (bytes: Uint8Array) => void = () => undefined;
    runMeeting({
      ...{ engine: engineOf(replica), codes, side: "offer" },
      channel: {
        send: () => undefined,
        listen: ({ onBytes }) => (hear = onBytes),
        close: () => undefined,
      },
      setTimer(ms, fire) {
        expect(ms).toBe(SILENCE_MS);
        if (!hasSpoken) queueMicrotask(() => speak(hear, fire));
        hasSpoken = true;
        return () => undefined;
      },
      onView(view) {
        if (view.end !== undefined) resolve(view);
      },
    });
  });
}

/** As if a relay had named all of it, and receipts covered it. */
async function settle({ database }: TestReplica): Promise<void> {
  await database.outbox
    .toCollection()
    .modify({ state: "received", relayedAtMs: { aa: AT }, isDelivered: true });
}

async function idsIn({ database }: TestReplica): Promise<readonly string[]> {
  const keys = await database.entries.toCollection().primaryKeys();
  return keys.map(String).toSorted();
}
