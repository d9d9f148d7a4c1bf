/** A relay that lost everything: the replicas notice, fill it again, and the check-in arrives all the same. */
import { expect, test } from "vitest";
import {
  boardLine,
  checkIn,
  expectCount,
  heading,
  isShown,
  openAgain,
  openIncident,
  expectToSee,
} from "./support/people.ts";
import { createStage, foundNeighbourhood, joinedPhone } from "./support/stage.ts";

const stage = createStage();

test("[REL1] [DEL1] [DEL3] a relay whose data was deleted is refilled, and the report arrives", async () => {
  const neighbourhood = await foundNeighbourhood(stage, ["山吹 みのり", "柳 けい"]);
  const { relay, officer } = neighbourhood;
  let resident = await joinedPhone(stage, neighbourhood, "山吹 みのり");
  await openIncident(officer.page, "本番", "ほたる町の地震");
  await heading(resident.page, "安否を知らせてください").waitFor();

  await relay.stop();
  await relay.wipe();
  await checkIn(resident.page, "連絡がほしい");
  resident = await stage.killAndReopen(resident);
  await resident.page.goto(relay.url);
  await heading(resident.page, "「連絡がほしい」と保存しました").waitFor();
  expect(await isShown(resident.page, "中継に届きました")).toBe(false);

  await relay.start();
  await openAgain(officer.page);
  await openAgain(resident.page);
  await expectToSee(resident.page, "役員の端末に届きました");
  await expectCount(officer.page, "応答", 1);
  await expectToSee(boardLine(officer.page, "山吹 みのり"), "連絡希望");

  // A card printed before the loss still opens the door, and the newcomer finds what was there.
  const newcomer = await joinedPhone(stage, neighbourhood, "柳 けい");
  await heading(newcomer.page, "安否を知らせてください").waitFor();
});
