/** The demo association in Node: its officer's device, and a device of each household, joined by card through the relay. */
import type { HouseholdView, InviteCard } from "@tomoshibi/client/engine/api.ts";
import {
  DEMO_RESIDENT_GROUP,
  DEMO_RESIDENT_INDEX,
  demoFounder,
  demoHouseholds,
} from "@tomoshibi/client/features/demo/names.ts";
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import type { CircularId } from "@tomoshibi/shared/base/ids.ts";
import { eventually } from "../browser/support/eventually.ts";
import { type Network, type NeighbourDevice, createDevice } from "./device.ts";
import { inTurns } from "./turns.ts";

/** What the association is called and has published. */
export const TEXTS = {
  associationName: "灯町一丁目町会",
  circularTitle: "どんど焼きのお知らせ",
  groupMessage: "今夜七時から消火器の点検をします。外に出しておいてください。",
  circularBody: "八幡神社で行います。正月のかざりを持ってきてください。",
} as const;

/** One household with its card and its device; the founder's device is the officer's. */
export interface Neighbour {
  readonly household: HouseholdView;
  readonly card: InviteCard;
  readonly device: NeighbourDevice;
}

/** The association: the officer's household first, then as on the roster. */
export interface Town {
  readonly officer: NeighbourDevice;
  readonly neighbours: readonly Neighbour[];
}

/** Engines that run at once beside the officer's. */
export const AWAKE_MAX = 6;
/** How long one step of one device may take while all of them share these cores. */
export const STEP_MS_MAX = 180_000;
const PURPOSE_VERSION = 1;

/** Where a visitor lives: 「3班-12」, or the last household of a smaller association. Shape: a place on the roster. */
export function visitorIndex(count: number): number {
  const inGroup = demoHouseholds().findIndex(({ group }) => group === DEMO_RESIDENT_GROUP);
  return Math.min(inGroup + DEMO_RESIDENT_INDEX, count - 1);
}

/** Founds the association, fills its roster, makes a card for each household and joins a device by each. */
export async function foundTown(
  network: Network,
  count: number,
  onJoined: (joined: number) => void,
): Promise<Town> {
  const officer = createDevice(network);
  await officer.wake();
  const households = await foundAssociation(officer, count);
  const cards = await officer.engine().makeInviteCards(households.map(({ number }) => number));
  if (!cards.ok) throw new Error(`no cards were made: ${JSON.stringify(cards.error)}`);
  const neighbours = households.map((household, index): Neighbour => {
    const card = cards.value.find(({ household: number }) => number === household.number);
    if (card === undefined) throw new Error(`no card was made for ${household.mark}`);
    return { household, card, device: index === 0 ? officer : createDevice(network) };
  });
  let joined = 1;
  await inTurns(neighbours.slice(1), AWAKE_MAX, async (neighbour) => {
    await join(neighbour);
    joined += 1;
    onJoined(joined);
  });
  await confirmAll(officer, count);
  return { officer, neighbours };
}

/** Resolves when a relay has taken everything this device wrote; a member's device has always written something. */
export function handedIn({ database }: NeighbourDevice): Promise<unknown> {
  return eventually(
    "a relay has all of it",
    async () => {
      const unsealed = await database.intents.where("state").equals("stored").count();
      const due = await database.outbox.where("state").equals("due").count();
      return unsealed === 0 && due === 0 && (await database.outbox.count()) > 0;
    },
    STEP_MS_MAX,
  );
}

async function foundAssociation(officer: NeighbourDevice, count: number) {
  const { associationName, circularTitle: title, circularBody: body, groupMessage } = TEXTS;
  const representative = demoFounder().text;
  const founding = { associationName, group: 1, representative, isDemo: true };
  const founded = await officer.engine().found(founding);
  if (!founded.ok) throw new Error(`not founded: ${JSON.stringify(founded.error)}`);
  const households = demoHouseholds().slice(0, count - 1);
  await officer.submit({ type: "saveHouseholds", households });
  const circular = bytesToHex(crypto.getRandomValues(new Uint8Array(8))) as CircularId;
  await officer.submit({ type: "publishCircular", circular, title, body, atMs: Date.now() });
  const message = { group: 1, name: representative, text: groupMessage, atMs: Date.now() };
  await officer.submit({ type: "writeGroupMessage", ...message });
  const roster = await eventually(
    "the roster is full",
    async () => {
      const rows = await officer.database.households.toArray();
      return rows.length === count && rows;
    },
    STEP_MS_MAX,
  );
  const order = [representative, ...households.map(({ name }) => name)];
  return roster.toSorted((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
}

async function join({ household, card, device }: Neighbour): Promise<void> {
  await device.wake();
  await eventually(
    `${household.mark} has joined`,
    async () => {
      const { group, name: representative } = household;
      const purposeVersion = PURPOSE_VERSION;
      const input = { codeOrQr: card.code, group, representative, purposeVersion };
      const joined = await device.engine().join(input);
      return joined.ok || joined.error.type === "alreadyMember";
    },
    STEP_MS_MAX,
  );
  await handedIn(device);
  device.sleep();
}

async function confirmAll(officer: NeighbourDevice, count: number): Promise<void> {
  const { database } = officer;
  const devices = await eventually(
    "the officer knows all devices",
    async () => {
      const rows = await database.devices.toArray();
      return rows.length >= count && rows;
    },
    STEP_MS_MAX,
  );
  const unconfirmed = devices.filter(({ isConfirmed }) => !isConfirmed);
  const ids = unconfirmed.map(({ device }) => device);
  await officer.submit({ type: "confirmDevices", devices: ids });
  await handedIn(officer);
}
