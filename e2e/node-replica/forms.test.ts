/** From the no-app page to the officers' board: the page's own delivery, a whole relay, whole engines. */
import { expect, onTestFinished, test } from "vitest";
import type { HeldForm } from "@tomoshibi/client/engine/api.ts";
import { adoptionOf } from "@tomoshibi/client/engine/api.ts";
import { type Delivery, deliver } from "@tomoshibi/client/form-page/hand-in.ts";
import { type FormLink, decodeFormLink } from "@tomoshibi/shared/entry/form-link.ts";
import { sealForm } from "@tomoshibi/shared/entry/form.ts";
import { type Form, encodeForm } from "@tomoshibi/shared/records/form-wire.ts";
import { SAMPLE_FORM } from "@tomoshibi/shared/testing/forms.ts";
import { createSeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import { eventually } from "../browser/support/eventually.ts";
import {
  FOUNDER,
  INCIDENT,
  cardFor,
  foundedOfficer,
  incidentOn,
  joined,
  onBoard,
  openIncident,
} from "./neighbourhood.ts";
import { type NodeDevice, RELAY_URL, type RelayHouse, createRelayHouse } from "./node-device.ts";

const FAMILY = "架空 花子";
const COMMENT = "祖母は二階にいます";
const random = createSeededRandom(29);

/** What scanning the poster gives. */
async function scanned(officer: NodeDevice): Promise<FormLink> {
  const poster = await officer.engine.formPoster();
  if (!poster.ok) throw new Error(poster.error.type);
  const [page, text = ""] = poster.value.url.split("#");
  expect(page).toBe(`${RELAY_URL}/form`);
  const link = decodeFormLink(text);
  if (link === undefined) throw new Error("the poster's link cannot be read");
  return link;
}

/** Somebody without the app answers; `said` grows with what the page shows. */
function answer(house: RelayHouse, { association, key }: FormLink, changes: Partial<Form> = {}) {
  const payload = encodeForm({ ...SAMPLE_FORM, household: FAMILY, comment: COMMENT, ...changes });
  const sealed = sealForm({ random }, association, key, payload);
  const said: Delivery[] = [];
  const setTimer = (_ms: number, fire: () => void) => {
    const timer = setTimeout(fire, 20);
    return () => clearTimeout(timer);
  };
  const ports = { fetch: house.fetch, relayUrl: RELAY_URL, setTimer };
  const page = deliver(ports, { association, ...sealed }, (delivery) => said.push(delivery));
  onTestFinished(() => page.stop());
  return { said, sealed };
}

const tray = async (officer: NodeDevice): Promise<readonly HeldForm[]> => {
  const forms = await officer.engine.heldForms();
  return forms.ok ? forms.value : [];
};

const inTray = (officer: NodeDevice, count = 1) =>
  eventually(`${count} forms are in the tray`, async () => {
    const forms = await tray(officer);
    return forms.length >= count ? forms : undefined;
  });

/** 記録する, as the tray does it. */
async function adopt(officer: NodeDevice, { recordId, form }: HeldForm): Promise<void> {
  const household = await officer.database.households.toArray();
  await officer.submit(
    {
      ...{ type: "reportSafety", incident: INCIDENT, household: household.at(-1)?.number },
      ...{ subjects: [{ subject: "all", status: form.status }], comment: form.comment },
      ...{ place: undefined, by: "officer", means: "form", atMs: Date.now(), seen: [] },
      ...{ aboutMs: form.atSeconds * 1000, corrects: [], adopts: recordId },
    },
    adoptionOf(recordId),
  );
}

test("[FORM1] [FORM2] [FORM3] a family without the app is on the officers' board, once an officer said so", async () => {
  const house = await createRelayHouse();
  const officer = await foundedOfficer(house);
  await cardFor(officer, FAMILY);
  await openIncident(officer);
  await incidentOn(officer);
  const link = await scanned(officer);
  const { said } = answer(house, link);
  await eventually("the relay has it", () => Promise.resolve(said.includes("relayed")));
  expect(said).toEqual(["sending", "relayed"]);
  const [held] = await inTray(officer);
  expect(held).toMatchObject({ state: "open", form: { household: FAMILY, status: "help" } });
  // It counts for nothing by itself, and is not overlooked.
  const rows = await officer.database.boardRows.toArray();
  expect(rows.flatMap(({ reports }) => reports)).toEqual([]);
  const notices = await officer.database.notices.toArray();
  expect(notices).toMatchObject([
    { code: "kept.form", detail: "1" },
    { code: "formHelp", detail: "1" },
  ]);
  if (held !== undefined) await adopt(officer, held);
  await onBoard(officer, COMMENT);
  const [row] = (await officer.database.boardRows.toArray()).filter(
    ({ reports }) => reports.length > 0,
  );
  expect(row).toMatchObject({ name: FAMILY, state: "help" });
  expect(row?.reports).toMatchObject([{ means: "form", by: "officer" }]);
  expect((await tray(officer)).map(({ state }) => state)).toEqual(["adopted"]);
  await eventually("nothing reminds of it", async () => {
    return (await officer.database.notices.count()) === 0;
  });
  // What the relay logs names nobody. [REL8]
  for (const secret of ["架空", "祖母", "二階"]) expect(house.logged()).not.toContain(secret);
});

test("[FORM2] what could not be sent says so, and arrives when the relay is there again, once", async () => {
  const house = await createRelayHouse();
  const officer = await foundedOfficer(house);
  await openIncident(officer);
  const link = await scanned(officer);
  await eventually("the relay knows the association", async () => {
    return (await officer.database.connection.get("relay"))?.unsent === 0;
  });
  house.isReachable = false;
  const { said } = answer(house, link);
  await eventually("it says that it is not sent", () => Promise.resolve(said.includes("offline")));
  expect(said).not.toContain("relayed");
  house.isReachable = true;
  await eventually("it arrives", () => Promise.resolve(said.at(-1) === "relayed"));
  await officer.engine.syncNow();
  expect(await inTray(officer)).toHaveLength(1);
});

test("[FORM3] an officer who joined later finds the form too; set aside by one, it is aside for both", async () => {
  const house = await createRelayHouse();
  const officer = await foundedOfficer(house);
  const card = await cardFor(officer, "石川 一");
  const second = await joined(house, card, "石川 一");
  const link = await scanned(officer);
  const { said } = answer(house, link, { status: "safe" });
  await eventually("the relay has it", () => Promise.resolve(said.includes("relayed")));
  expect(await second.engine.heldForms()).toEqual({ ok: false, error: { type: "notAllowed" } });
  const device = (await second.database.profile.get("me"))?.device;
  if (device === undefined) throw new Error("the second device has joined");
  await eventually("the founder has heard of the device", () =>
    officer.database.devices.get(device),
  );
  await officer.submit({ type: "confirmDevices", devices: [device] });
  await eventually("the device is confirmed", async () => {
    return (await officer.database.devices.get(device))?.isConfirmed;
  });
  const appointed = await officer.engine.appoint({ device, role: "officer" });
  expect(appointed).toEqual({ ok: true, value: undefined });
  const [held] = await inTray(second);
  if (held === undefined) throw new Error("the tray is empty");
  const decided = { type: "decideHeld", held: held.recordId, atMs: Date.now() } as const;
  await second.submit({ ...decided, decision: "aside" });
  await eventually("it is aside for the founder too", async () => {
    return (await tray(officer)).some(({ state }) => state === "aside");
  });
  expect(FOUNDER).not.toBe(FAMILY);
});
