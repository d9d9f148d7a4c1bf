/**
 * Two devices in one network and no relay: connected by two QR codes, each seen by the other's camera, they give one another all
 * they have. Real browsers, a real connection between them.
 */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { expectNoAxeViolations } from "./support/axe.ts";
import { type Camera, createCamera, pictureOf } from "./support/camera.ts";
import {
  boardLine,
  checkIn,
  confirmNewDevices,
  expectToSee,
  heading,
  openBoard,
  openIncident,
  press,
} from "./support/people.ts";
import { createStage, foundNeighbourhood, joinedPhone } from "./support/stage.ts";

const stage = createStage();
const HANA = "山吹 はな";
const QUAKE = "ほたる町の地震";

test("[MEET1] [MEET2] [DEL2] a phone and the desk connect by two codes: the report goes over, and the receipt comes back", async () => {
  const [phoneCamera, deskCamera] = [await createCamera(), await createCamera()];
  const neighbourhood = await foundNeighbourhood(stage, [HANA], [HANA], {
    cameraVideo: deskCamera.video,
  });
  const { relay, officer } = neighbourhood;
  const resident = await joinedPhone(stage, neighbourhood, HANA, {
    cameraVideo: phoneCamera.video,
  });
  await confirmNewDevices(officer.page, HANA);
  await openIncident(officer.page, "本番", QUAKE);
  await heading(resident.page, "安否を知らせてください").waitFor();
  await relay.stop();
  await checkIn(resident.page, "助けが必要");

  await press(officer.page, "もどる");
  await press(officer.page, "QRやファイルで受けとる");
  await press(officer.page, "近くの端末とつなぐ");
  await expectToSee(officer.page, "2台とも、同じWi-Fiにつないでください");
  await expectNoAxeViolations(officer.page);
  await press(officer.page, "QRコードを見せる");
  await show(officer.page, "つなぐためのQRコード", phoneCamera);
  await expectNoAxeViolations(officer.page);

  await resident.page.goto(`${relay.url}/meet`);
  await press(resident.page, "近くの端末とつなぐ");
  await press(resident.page, "相手のQRコードを読みとる");
  await show(resident.page, "返事のQRコード", deskCamera);
  await press(officer.page, "つぎへ：返事のQRコードを読みとる");

  await expectToSee(officer.page, "渡しおわりました");
  await expectToSee(officer.page, "1件受けとりました");
  await expectToSee(officer.page, `3班-1 ${HANA}`);
  await expectToSee(officer.page, "支援希望");
  await expectToSee(resident.page, "渡しおわりました");
  await expectToSee(resident.page, "報告を1件わたしました");
  await expectToSee(resident.page, "役員の端末に届きました");
  await expectNoAxeViolations(resident.page);

  await press(resident.page, "おわる");
  await heading(resident.page, "「助けが必要」と保存しました").waitFor();
  await expectToSee(resident.page, "役員の端末に届きました");
  await press(officer.page, "おわる");
  await openBoard(officer.page, QUAKE);
  await expectToSee(boardLine(officer.page, HANA), "支援希望");
  expect([...officer.pageErrors, ...resident.pageErrors].filter(isOfTheMeeting)).toEqual([]);
});

/** Holds one device's code before the other's camera. */
async function show(page: Page, label: string, camera: Camera): Promise<void> {
  await camera.show([await pictureOf(page, label)]);
}

/** Not the requests to the relay that is stopped. */
function isOfTheMeeting(error: string): boolean {
  return /RTC|Content Security|sdp|ICE/iu.test(error);
}
