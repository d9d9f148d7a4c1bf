/** The app opens and its buttons answer with no relay, from the second visit on, also without WebAssembly. */
import { expect, test } from "vitest";
import {
  boardLine,
  button,
  checkIn,
  expectToSee,
  heading,
  openAgain,
  press,
  untilKeptOffline,
} from "./support/people.ts";
import { createStage, foundNeighbourhood, joinedPhone } from "./support/stage.ts";

const stage = createStage();

test("a first visit is enough: the app opens when the relay is gone", async () => {
  const relay = await stage.relay();
  const device = await stage.device("通りがかりの人", "phone", { isFirstVisit: true });
  await device.page.goto(relay.url);
  await button(device.page, "招待コードで参加する").waitFor();
  await untilKeptOffline(device.page);
  await relay.stop();
  await device.page.reload();
  await press(device.page, "招待コードで参加する");
  await heading(device.page, "招待の紙のコードを入れてください").waitFor();
  // Every screen is kept, not only the first: one that was never opened opens too.
  await press(device.page, "もどる");
  await press(device.page, "町会をつくる");
  await expectToSee(device.page, "この端末が最初の役員になります。");
});

test("揺れました and the answer need neither a relay nor WebAssembly, and arrive later", async () => {
  const neighbourhood = await foundNeighbourhood(stage, ["山吹 みのり", "柳 けい"]);
  const { relay, officer } = neighbourhood;
  const resident = await joinedPhone(stage, neighbourhood, "山吹 みのり", {
    isWithoutWebAssembly: true,
    isFirstVisit: true,
  });
  expect(await resident.page.evaluate(() => typeof WebAssembly)).toBe("undefined");
  const neighbour = await joinedPhone(stage, neighbourhood, "柳 けい");

  await relay.stop();
  await resident.page.reload();
  await press(resident.page, "揺れました");
  await expectToSee(resident.page, "仮の安否確認です。役員が確認するまで、ほかの人には出ません");
  await checkIn(resident.page, "無事です");
  await resident.page.reload();
  await heading(resident.page, "「無事です」と保存しました").waitFor();

  await relay.start();
  await openAgain(officer.page);
  await openAgain(neighbour.page);
  await openAgain(resident.page);
  await expectToSee(resident.page, "役員の端末に届きました");
  await officer.page.getByRole("link").filter({ hasText: "仮の安否確認です" }).click();
  await expectToSee(officer.page, "1 世帯が災害を知らせました");
  await expectToSee(boardLine(officer.page, "山吹 みのり"), "一部無事");
  await expectToSee(neighbour.page, "いまは安否確認はありません");

  await press(officer.page, "確認する");
  await press(officer.page.getByRole("dialog"), "確認する");
  await heading(neighbour.page, "安否を知らせてください").waitFor();
});
