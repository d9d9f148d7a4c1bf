/**
 * The main job, end to end: found, join, check in with no network, lose the browser, reconcile at the officers' desk.
 *
 * Two real browsers, a real relay process; no network means that the relay does not run.
 */
import { expect, onTestFinished, test } from "vitest";
import { type DeviceSize, openDevice } from "./support/device.ts";
import { eventually } from "./support/eventually.ts";
import {
  boardLine,
  button,
  checkIn,
  confirmNewDevices,
  countOf,
  foundAssociation,
  addHousehold,
  heading,
  isShown,
  makeCard,
  openConsent,
  openHousehold,
  openIncident,
  press,
  see,
} from "./support/people.ts";
import { startRelay } from "./support/relay.ts";

test("[DEL2] [MEM7] a check-in without network outlives the browser and reaches the desk", async () => {
  const relay = await startRelay();
  onTestFinished(relay.dispose);
  const officer = await openDeviceForTest("laptop");
  await foundAssociation(officer.page, relay.url, {
    association: "ほたる町会",
    group: 1,
    name: "朝霧 とも",
  });
  await addHousehold(officer.page, { group: 3, name: "山吹 みのり", kana: "やまぶき みのり" });
  const card = await makeCard(officer.page, "山吹 みのり");

  let resident = await openDeviceForTest("phone");
  await openConsent(resident.page, relay.url, card, "山吹 みのり");
  const consent = resident.page.getByLabel("使いみちを読みました。同意します", { exact: true });
  expect(await consent.isChecked()).toBe(false);
  expect(await button(resident.page, "同意して参加する").isDisabled()).toBe(true);
  await consent.check();
  await press(resident.page, "同意して参加する");
  await heading(resident.page, "参加しました").waitFor();
  await press(resident.page, "ホームへ");
  await see(resident.page, "いまは安否確認はありません");

  await openIncident(officer.page, "本番", "ほたる町の地震");
  await heading(resident.page, "安否を知らせてください").waitFor();

  await relay.stop();
  await checkIn(resident.page, "無事です");
  await resident.kill();
  resident = await openDeviceForTest("phone", resident.profileDir);
  await resident.page.goto(relay.url);
  await heading(resident.page, "「無事です」と保存しました").waitFor();
  await see(resident.page, "この端末に保存しました");
  expect(await isShown(resident.page, "中継に届きました")).toBe(false);

  await relay.start();
  await see(resident.page, "役員の端末に届きました");
  await eventually("応答 1", async () => (await countOf(officer.page, "応答")) === 1);
  await boardLine(officer.page, "山吹 みのり").getByText("一部無事").waitFor();
  const panel = await openHousehold(officer.page, "山吹 みのり");
  await see(panel, /未確認の端末/);
  await press(panel, "承知しました");
  await see(resident.page, "役員の返事：承知しました");
  void confirmNewDevices;
});

async function openDeviceForTest(size: DeviceSize, profileDir?: string) {
  const device = await openDevice(size, profileDir ? { profileDir } : {});
  onTestFinished(device.dispose);
  return device;
}
