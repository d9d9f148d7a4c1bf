/** 揺れました that was no disaster: an officer takes it back, and nothing of it looks as if it waited to be confirmed. */
import type { Page } from "playwright-core";
import { test } from "vitest";
import { expectNoAxeViolations } from "./support/axe.ts";
import {
  checkIn,
  expectNone,
  expectNotToSee,
  expectToSee,
  heading,
  press,
} from "./support/people.ts";
import { createStage, foundNeighbourhood, joinedPhone } from "./support/stage.ts";

const stage = createStage();
const NAME = "山吹 みのり";
const CALLED_OFF = "とりけし（役員が確認しないまま、おわりました）";

test("a provisional check that officers took back says so where ended ones are listed, on its board and on paper", async () => {
  const neighbourhood = await foundNeighbourhood(stage, [NAME]);
  const { page } = neighbourhood.officer;
  const resident = await joinedPhone(stage, neighbourhood, NAME);
  await press(resident.page, "揺れました");
  await checkIn(resident.page, "無事です");

  await page.getByRole("link").filter({ hasText: "仮の安否確認です" }).click();
  await press(page, "取り消す");
  await press(page.getByRole("dialog"), "取り消す");
  await expectToSee(page, CALLED_OFF);
  await expectNotToSee(page, "おわりました");
  await expectNoAxeViolations(page);
  await picture(page, "board");
  await press(page, "一覧を印刷する");
  await expectToSee(page, new RegExp(`^${CALLED_OFF}・`));
  await press(page, "もどる");
  await press(page, "もどる");
  await heading(page, "おわった安否確認").waitFor();
  const card = page.getByRole("link").filter({ hasText: CALLED_OFF });
  await expectToSee(card, new RegExp(`^${CALLED_OFF}・\\d+月\\d+日 \\d+:\\d+$`));
  await expectNone(page.getByRole("link").filter({ hasText: "仮の安否確認です" }));
  await expectNoAxeViolations(page);
  await picture(page, "desk");
  await page.setViewportSize({ width: 390, height: 844 });
  await picture(page, "desk-phone");
  await expectToSee(resident.page, "いまは安否確認はありません");
});

/** A picture to look at, where SHOTS_DIR says. */
async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env["SHOTS_DIR"];
  if (folder !== undefined)
    await page.screenshot({ path: `${folder}/called-off-${name}.png`, fullPage: true });
}
