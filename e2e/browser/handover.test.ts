/** April: an office is handed over in one step, and who leaves it goes on as a resident, with the same phone. [KEY3] [STR] */
import { expect, test } from "vitest";
import { expectNoAxeViolations } from "./support/axe.ts";
import {
  boardLine,
  button,
  checkIn,
  confirmAllNewDevices,
  expectNotToSee,
  expectToSee,
  heading,
  openBoard,
  openIncident,
  press,
} from "./support/people.ts";
import { createStage, foundNeighbourhood, joinedPhone } from "./support/stage.ts";

const stage = createStage();
const DONE = "交代しました";

test("[KEY3] [STR] a leader begins and ends in one step each, sees the own group meanwhile, and stays a resident", async () => {
  const neighbourhood = await foundNeighbourhood(stage, ["山吹 みのり", "柳 けい"]);
  const { officer } = neighbourhood;
  const phone = await joinedPhone(stage, neighbourhood, "山吹 みのり");
  await joinedPhone(stage, neighbourhood, "柳 けい");
  await expectToSee(officer.page, "未確認の端末 2 台");
  await confirmAllNewDevices(officer.page, 2);
  await press(officer.page, "端末をなくしたとき・役員をふやす");
  await press(officer.page, "役員の交代");
  await heading(officer.page, "役員の交代").waitFor();
  await expectToSee(officer.page, "ほかの役員・班長はいません");
  expect(await button(officer.page, "交代する").isDisabled()).toBe(true);
  await officer.page.getByLabel("はじめる人をさがす（名前か番号）").fill("山吹");
  await officer.page.getByRole("button", { name: /山吹 みのり.*をえらぶ$/ }).click();
  await officer.page.getByLabel(/山吹 みのり.*の役$/).selectOption("groupLeader");
  await expectNoAxeViolations(officer.page);
  await handOver(officer.page);

  await press(phone.page, "班のようすを見る");
  await heading(phone.page, "班のようす").waitFor();
  await press(officer.page, "もどる");
  await press(officer.page, "もどる");
  await openIncident(officer.page, "本番", "4月2日の地震");
  await openBoard(phone.page, "4月2日の地震");
  await boardLine(phone.page, "柳 けい").waitFor();
  await expectToSee(phone.page, /^あなたの班だけの表です。/);
  await expectToSee(phone.page, "役員だけがわかります");
  await expectNotToSee(phone.page, "担当を決める");
  await expectNoAxeViolations(phone.page);

  await officer.page.goto(`${neighbourhood.relay.url}/handover`);
  await officer.page.getByLabel(/山吹 みのり.*班長/).check();
  await expectNoAxeViolations(officer.page);
  await handOver(officer.page);
  await expectToSee(officer.page, "ほかの役員・班長はいません");
  // The board was open on the phone when the office ended: it closes, and gains nothing that is the officers'.
  await expectToSee(phone.page, "この端末は役員の端末ではありません");
  await expectNotToSee(phone.page, "そのほかの操作");
  await expectNoAxeViolations(phone.page);
  await press(phone.page, "もどる");
  await heading(phone.page, "安否を知らせてください").waitFor();
  await expectNotToSee(phone.page, "班のようすを見る");
  await checkIn(phone.page, "無事です");
  await expectToSee(phone.page, "役員の端末に届きました");
});

async function handOver(page: Parameters<typeof press>[0]): Promise<void> {
  await press(page, "交代する");
  await press(page.getByRole("dialog"), "交代する");
  await expectToSee(page, DONE);
}
