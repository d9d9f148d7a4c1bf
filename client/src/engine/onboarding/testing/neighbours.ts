/** Two neighbours, for tests of offices: who founded, and whom that officer knows. */
import type { DeviceId } from "@tomoshibi/shared/base/ids.ts";
import { confirmDevice } from "@tomoshibi/shared/membership/issue.ts";
import { handInCards } from "../card-queue.ts";
import { makeInviteCards } from "../cards.ts";
import { found } from "../found.ts";
import { join } from "../join.ts";
import {
  type OnboardingDevice,
  createFakeRelay,
  createOnboardingDevice,
  fakeTransport,
  putHousehold,
} from "./onboarding-world.ts";

/** The resident's household. */
export const HOUSEHOLD = { number: 4821, group: 3, indexInGroup: 12 };

/** A founder, and a resident's telephone that the founder knows and vouches for. */
export async function neighbours(): Promise<{
  readonly officer: OnboardingDevice;
  readonly resident: OnboardingDevice;
  readonly phone: DeviceId;
  readonly relay: ReturnType<typeof createFakeRelay>;
}> {
  const relay = createFakeRelay();
  const officer = await createOnboardingDevice(relay, 1);
  const { ports } = officer;
  const founder = { associationName: "ひばり町会", group: 1, representative: "石川 花" };
  const founded = await found(ports, { ...founder, isDemo: false });
  if (!founded.ok) throw new Error(founded.error.type);
  await putHousehold(officer, HOUSEHOLD);
  const cards = await makeInviteCards(ports, [HOUSEHOLD.number]);
  if (!cards.ok) throw new Error(cards.error.type);
  await handInCards(ports, fakeTransport(relay, ports.relayUrl), "aa");
  const resident = await createOnboardingDevice(relay, 2);
  const codeOrQr = cards.value[0]?.code ?? "";
  const input = { codeOrQr, group: 3, representative: "金沢 太郎", purposeVersion: 1 };
  const joined = await join(resident.ports, input);
  if (!joined.ok) throw new Error(joined.error.type);
  const { identity, statements = [] } = resident.installation() ?? {};
  const own = officer.installation()?.identity;
  if (identity === undefined || own === undefined) throw new Error("nobody joined");
  const vouched = confirmDevice(own.association, own, identity.device);
  await ports.replica.addStatements([...statements, vouched], []);
  return { officer, resident, phone: identity.device, relay };
}

/** What a device knows of its association. Errors: rejects before it has one. */
export async function membershipOf({ ports }: OnboardingDevice) {
  const own = await ports.ownMembership();
  if (own === undefined) throw new Error("no member");
  return own;
}
