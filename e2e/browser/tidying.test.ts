/** April: the roster is tidied by one button, and who was taken off is gone from the device. [DOC3] [ERA1] */
import { test } from "vitest";
import { expectNoAxeViolations } from "./support/axe.ts";
import { expectNotToSee, expectToSee, heading, press } from "./support/people.ts";
import { createStage, foundNeighbourhood } from "./support/stage.ts";

const stage = createStage();
const STAYS = "山吹 みのり";
const LEAVES = "柳 けい";
/** Beside the number of the card on one line. */
const LINE = (name: string) => new RegExp(name);

test("[DOC3] from April on the roster proposes to tidy, asks once, and goes on as it was", async () => {
  const { officer, relay } = await foundNeighbourhood(stage, [STAYS, LEAVES], []);
  const { page } = officer;
  await page.goto(`${relay.url}/roster`);
  await expectToSee(page, LINE(LEAVES));
  await page.getByRole("button", { name: /柳 けい.*なおす$/ }).click();
  await press(page.getByRole("dialog"), "世帯をはずす");
  await press(page.getByRole("dialog"), "世帯をはずす");
  await expectToSee(page, /柳 けい の世帯をはずしました$/);
  await page.goto(`${relay.url}/roster`);
  await expectToSee(page, LINE(STAYS));
  await expectNotToSee(page, LINE(LEAVES));
  await expectNotToSee(page, "新しい年度になりました。名簿を整理できます");

  // The clock alone does nothing but propose.
  await page.clock.setFixedTime(nextApril());
  await page.goto(`${relay.url}/desk`);
  await expectToSee(page, "新しい年度になりました。名簿を整理できます");
  await page.goto(`${relay.url}/roster`);
  await expectToSee(page, "新しい年度になりました。名簿を整理できます");
  await press(page, "名簿の整理をひらく");
  await heading(page, "名簿の整理").waitFor();
  await expectNoAxeViolations(page);
  await press(page, "名簿を整理する");
  const dialog = page.getByRole("dialog");
  await expectToSee(dialog, /もとにもどせません/);
  await expectNoAxeViolations(page);
  await press(dialog, "名簿を整理する");
  await expectToSee(page, "整理しました。前の記録を消しました");
  await expectNotToSee(page, "新しい年度になりました。名簿を整理できます");
  await expectNoAxeViolations(page);

  await press(page, "もどる");
  await expectToSee(page, LINE(STAYS));
  await expectNotToSee(page, LINE(LEAVES));
});

/** Noon of 2 April after today, by Japan's time. */
function nextApril(): Date {
  return new Date(Date.UTC(new Date().getUTCFullYear() + 1, 3, 2, 3));
}
