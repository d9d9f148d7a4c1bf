/** A second relay taken into use on the officers' screen; then the first is gone, and a check-in gets through all the same. */
import { expect, test } from "vitest";
import { expectNoAxeViolations } from "./support/axe.ts";
import {
  boardLine,
  button,
  checkIn,
  expectToSee,
  heading,
  openIncident,
  press,
  untilKeptOffline,
} from "./support/people.ts";
import { printedFingerprint, startRelay } from "./support/relay.ts";
import { createStage, foundNeighbourhood, joinedPhone } from "./support/stage.ts";

const stage = createStage();
const NAME = "山吹 みのり";

test("[REL6] [REL7] [DEL1] an officer compares a second relay's fingerprint and uses it; the first stops, and a check-in reaches the desk", async ({
  onTestFinished,
}) => {
  const neighbourhood = await foundNeighbourhood(stage, [NAME]);
  const { relay, officer } = neighbourhood;
  const resident = await joinedPhone(stage, neighbourhood, NAME);
  const second = await startRelay();
  onTestFinished(second.dispose);
  const said = await printedFingerprint(second);

  const { page } = officer;
  await page.goto(`${relay.url}/relays`);
  await heading(page, "中継").waitFor();
  await expectToSee(page, "このアプリの中継");
  await page.getByLabel("中継のアドレス").fill("中継");
  await press(page, "たしかめる");
  await expectToSee(page, "アドレスがちがいます");
  await page.getByLabel("中継のアドレス").fill(relay.url);
  await press(page, "たしかめる");
  await expectToSee(page, "これは、このアプリの中継です。2つめには、べつの中継がいります。");
  await page.getByLabel("中継のアドレス").fill(second.url);
  await press(page, "たしかめる");
  await heading(page, `${second.url} に中継がいます`).waitFor();
  await expectToSee(page, said);
  expect(await button(page, "この中継もつかう").isDisabled()).toBe(true);
  await expectNoAxeViolations(page);
  await page.getByLabel("同じだとたしかめました").check();
  await press(page, "この中継もつかう");
  await expectToSee(page, `${second.url} をくわえました`);
  await button(page, `${second.url} はずす`).waitFor();
  await page
    .locator("li", { hasText: second.url })
    .getByText(/^つながりました（/)
    .waitFor();
  await expectNoAxeViolations(page);

  await press(page, "もどる");
  await openIncident(page, "本番", "ほたる町の地震");
  await heading(resident.page, "安否を知らせてください").waitFor();
  await untilKeptOffline(page);
  await untilKeptOffline(resident.page);
  await relay.stop();
  await checkIn(resident.page, "無事です");
  await expectToSee(resident.page, "役員の端末に届きました");
  await expectToSee(boardLine(page, NAME), "一部無事");
  await page.goto(`${relay.url}/relays`);
  await page.locator("li", { hasText: relay.url }).getByText("いまは、つながりません").waitFor();
  await page
    .locator("li", { hasText: second.url })
    .getByText(/^つながりました（/)
    .waitFor();
  expect(second.output()).not.toContain(NAME);
});
