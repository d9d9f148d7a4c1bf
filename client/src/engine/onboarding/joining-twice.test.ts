/** A second card that is read while the relay is asked about the first, which waited for the network. [MEM6] */
import { beforeEach, expect, test } from "vitest";
import { readCard } from "./card.ts";
import { makeInviteCards } from "./cards.ts";
import { handInCards } from "./card-queue.ts";
import { found } from "./found.ts";
import { finishJoining, join } from "./join.ts";
import { isJoinPending } from "./pending-join.ts";
import type { OnboardingPorts } from "./ports.ts";
import {
  type FakeRelay,
  createFakeRelay,
  createOnboardingDevice,
  fakeTransport,
  putHousehold,
} from "./testing/onboarding-world.ts";

const FIRST = { number: 4821, group: 3, indexInGroup: 12 };
const SECOND = { number: 4822, group: 3, indexInGroup: 13 };

let relay: FakeRelay;
let ports: OnboardingPorts;
let cards: readonly string[];
/** Happens once, while the relay is asked about a card. */
let meanwhile: (() => Promise<unknown>) | undefined;

beforeEach(async () => {
  relay = createFakeRelay();
  const officer = await createOnboardingDevice(relay, 41);
  await found(officer.ports, {
    ...{ associationName: "ひばり町会", group: 1, representative: "石川 花", isDemo: false },
  });
  for (const household of [FIRST, SECOND]) await putHousehold(officer, household);
  const made = await makeInviteCards(officer.ports, [FIRST.number, SECOND.number]);
  if (!made.ok) throw new Error(made.error.type);
  cards = made.value.map(({ qrText }) => qrText);
  await handInCards(officer.ports, fakeTransport(relay, officer.ports.relayUrl), "aa");
  const resident = await createOnboardingDevice(relay, 42);
  ports = {
    ...resident.ports,
    transportTo: (url) => {
      const transport = fakeTransport(relay, url);
      return {
        ...transport,
        async probe() {
          const happens = meanwhile;
          meanwhile = undefined;
          const proof = await transport.probe();
          await happens?.();
          return proof;
        },
      };
    },
  };
  relay.isReachable = false;
  await joinBy(0);
});

const joinBy = (card: number) =>
  join(ports, {
    ...{ codeOrQr: cards[card] ?? "", group: 3, representative: "金沢 太郎", purposeVersion: 1 },
  });

async function readSecondOffline(): Promise<void> {
  const { isReachable } = relay;
  relay.isReachable = false;
  await joinBy(1);
  relay.isReachable = isReachable;
}

test("[MEM6] a first card that is refused takes the second with it as little as one that waits on", async () => {
  const first = readCard(cards[0] ?? "");
  if (first.ok) relay.cancelled.add(first.value.invite.inviteId);
  relay.isReachable = true;
  meanwhile = readSecondOffline;
  expect(await finishJoining(ports)).toMatchObject({ ok: false });
  expect(await isJoinPending(ports)).toBe(true);
  expect(await ports.database.notices.get("joinRefused")).toBeUndefined();
  expect(await finishJoining(ports)).toEqual({ ok: true, value: true });
  expect(await ports.ownMembership()).toBeDefined();
});

test("[MEM6] a first card that goes on waiting does not take the second's place", async () => {
  meanwhile = readSecondOffline;
  expect(await finishJoining(ports)).toMatchObject({ ok: false });
  expect(await ports.database.profile.get("me")).toMatchObject({ household: SECOND.number });
});

test("[MEM6] a first card that goes on waiting takes no membership back that the second brought", async () => {
  meanwhile = async () => {
    relay.isReachable = true;
    await joinBy(1);
    await ports.database.profile.update("me", { isConfirmed: true });
    relay.isReachable = false;
  };
  expect(await finishJoining(ports)).toEqual({ ok: true, value: true });
  expect(await isJoinPending(ports)).toBe(false);
  expect(await ports.database.profile.get("me")).toMatchObject({ isConfirmed: true });
});
