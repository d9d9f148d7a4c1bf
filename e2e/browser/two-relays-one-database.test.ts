/** The main journey on a Postgres server that two relay processes share: the officer at one, the resident at the other. */
import { afterAll, expect, test } from "vitest";
import { startPostgres } from "@tomoshibi/sync-server/testing/postgres-server.ts";
import { eventually } from "./support/eventually.ts";
import {
  addHousehold,
  boardLine,
  checkIn,
  expectCount,
  expectToSee,
  foundAssociation,
  heading,
  isShown,
  joinByCode,
  makeCard,
  openAgain,
  openHousehold,
  openIncident,
  press,
} from "./support/people.ts";
import { startRelay } from "./support/relay.ts";
import { createStage, FOUNDER } from "./support/stage.ts";

const stage = createStage();
const NAME = "山吹 みのり";
const ends: (() => Promise<void>)[] = [];

afterAll(async () => {
  for (const end of ends.reverse()) await end();
});

test("[DEL1] [DEL2] [REL3] a check-in at one relay reaches the desk at the other, the database lost in between", async () => {
  const server = await startPostgres();
  ends.push(server.remove);
  const env = { DATABASE_URL: await server.createDatabase("journey") };
  const [one, other] = await Promise.all([startRelay({ env }), startRelay({ env })]);
  ends.push(one.dispose, other.dispose);

  const officer = await stage.device("朝霧 とも（役員）", "laptop");
  await foundAssociation(officer.page, one.url, FOUNDER);
  await addHousehold(officer.page, { group: 3, name: NAME });
  const card = await makeCard(officer.page, NAME);
  const resident = await stage.device(NAME, "phone");
  await joinByCode(resident.page, other.url, card, NAME);
  await openIncident(officer.page, "本番", "ほたる町の地震");
  await heading(resident.page, "安否を知らせてください").waitFor();

  await server.stop();
  await checkIn(resident.page, "無事です");
  await expectToSee(resident.page, "この端末に保存しました");
  await eventually("the relay says that it cannot", async () => {
    return (await fetch(`${other.url}/healthz`)).status === 503;
  });
  expect(await isShown(resident.page, "中継に届きました")).toBe(false);

  await server.start();
  for (const relay of [one, other]) {
    await eventually("the relay found its database again", async () => {
      return (await fetch(`${relay.url}/healthz`)).ok;
    });
  }
  await openAgain(officer.page);
  await openAgain(resident.page);
  await expectToSee(resident.page, "役員の端末に届きました");
  await expectCount(officer.page, "応答", 1);
  await expectToSee(boardLine(officer.page, NAME), "一部無事");
  const panel = await openHousehold(officer.page, NAME);
  await press(panel, "承知しました");
  await expectToSee(resident.page, "役員の返事：承知しました");
  for (const relay of [one, other]) expect(relay.output()).not.toContain(NAME);
});
