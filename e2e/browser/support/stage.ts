/**
 * What a test borrows: relays, devices, a small association with people. What a test borrowed is given back when it ends,
 * for an open app goes on working; what a hook borrowed, when the file ends. A failed test says what each device showed,
 * for a time-out alone tells nothing.
 */
import { afterAll, afterEach, beforeEach, inject } from "vitest";
import { type Device, type DeviceSize, openDevice } from "./device.ts";
import {
  foundAssociation,
  joinByCode,
  makeCard,
  pasteHouseholds,
  type PaperCard,
} from "./people.ts";
import { copyProfile, profileOpenedBefore, workerPort } from "./opened-before.ts";
import { type RelayUnderTest, startRelay } from "./relay.ts";

/** Lends relays and devices to the tests of one file. */
export interface Stage {
  relay(options?: Parameters<typeof startRelay>[0]): Promise<RelayUnderTest>;
  /** A device of somebody, which opened the app before; `of` names the person in what a failed test says. */
  device(of: string, size: DeviceSize, options?: DeviceOptions): Promise<Device>;
  /** Kills a browser and opens its profile again, as after a dead battery. */
  killAndReopen(device: Device): Promise<Device>;
}

/** What {@link openDevice} takes, and whether its browser has nothing of the app yet. */
export type DeviceOptions = Parameters<typeof openDevice>[1] & { readonly isFirstVisit?: boolean };

interface Lent {
  readonly of: string;
  readonly size: DeviceSize;
  device: Device;
}

/** Makes the stage of a test file; called once, at its top. */
export function createStage(): Stage {
  const lent: Lent[] = [];
  const relays: RelayUnderTest[] = [];
  let profile: string | undefined;
  let ofHooks = { devices: 0, relays: 0 };
  const takeBack = async (from: typeof ofHooks) => {
    await Promise.all(lent.splice(from.devices).map(({ device }) => device.dispose()));
    await Promise.all(relays.splice(from.relays).map((relay) => relay.dispose()));
  };
  beforeEach(() => {
    ofHooks = { devices: lent.length, relays: relays.length };
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await describeStage(lent, relays);
    await takeBack(ofHooks);
  });
  afterAll(() => takeBack({ devices: 0, relays: 0 }));
  return {
    async relay(options = {}) {
      // Another build of the app is not what a browser that opened the app before has kept.
      const port = options.clientDir === undefined ? await workerPort() : undefined;
      const emptyDataDir = inject("emptyDataDir");
      const relay = await startRelay({ emptyDataDir, ...(port && { port }), ...options });
      relays.push(relay);
      if (relay.port === port) profile = await profileOpenedBefore(relay);
      return relay;
    },
    async device(of, size, options = {}) {
      const { isFirstVisit = false, ...opening } = options;
      const known = !isFirstVisit && profile ? { profileDir: await copyProfile(profile) } : {};
      const device = await openDevice(size, { ...known, ...opening });
      lent.push({ of, size, device });
      return device;
    },
    async killAndReopen(device) {
      const loan = lent.find((each) => each.device === device);
      if (!loan) throw new Error("this device was not lent by this stage");
      await device.kill();
      loan.device = await openDevice(loan.size, { profileDir: device.profileDir });
      return loan.device;
    },
  };
}

/** An association with its relay: an officer at 役員の机, and a printed card for each household. */
export interface Neighbourhood {
  readonly relay: RelayUnderTest;
  readonly officer: Device;
  readonly cards: ReadonlyMap<string, PaperCard>;
}

/** Founds ほたる町会 with these households; cards are made for those in `withCards`. `options`: of the officer's device. */
export async function foundNeighbourhood(
  stage: Stage,
  households: readonly string[],
  withCards: readonly string[] = households,
  options: DeviceOptions & { readonly relay?: Parameters<typeof startRelay>[0] } = {},
): Promise<Neighbourhood> {
  const relay = await stage.relay(options.relay);
  const officer = await stage.device("朝霧 とも（役員）", "laptop", options);
  await foundAssociation(officer.page, relay.url, FOUNDER);
  await pasteHouseholds(
    officer.page,
    households.map((name) => ({ group: 3, name })),
  );
  const cards = new Map<string, PaperCard>();
  for (const name of withCards) cards.set(name, await makeCard(officer.page, name));
  return { relay, officer, cards };
}

/** Whoever founds ほたる町会. */
export const FOUNDER = { association: "ほたる町会", group: 1, name: "朝霧 とも" };

/** A phone on which somebody of a household has joined; it shows home. */
export async function joinedPhone(
  stage: Stage,
  { relay, cards }: Neighbourhood,
  household: string,
  options: DeviceOptions = {},
): Promise<Device> {
  const card = cards.get(household);
  if (!card) throw new Error(`no card was made for ${household}`);
  const device = await stage.device(household, "phone", options);
  await joinByCode(device.page, relay.url, card, household);
  return device;
}

async function describeStage(lent: readonly Lent[], relays: readonly RelayUnderTest[]) {
  for (const { of, device } of lent) {
    for (const page of device.context.pages()) {
      const text = await page.locator("body").innerText({ timeout: 1_000 }).catch(String);
      process.stderr.write(`\n--- ${of} ${page.url()}\n${text}\n`);
    }
    for (const error of device.pageErrors) process.stderr.write(`!!! ${of}: ${error}\n`);
  }
  for (const relay of relays)
    process.stderr.write(`\n--- relay\n${relay.output().slice(-2_000)}\n`);
}
