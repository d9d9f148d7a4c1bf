/** A circular: published once, read with no network, and the officer sees which household has read it. */
import { expect, test } from "vitest";
import { expectNoAxeViolations } from "./support/axe.ts";
import { eventually } from "./support/eventually.ts";
import { expectToSee, heading, openAgain, press, publishCircular } from "./support/people.ts";
import { createStage, foundNeighbourhood, joinedPhone } from "./support/stage.ts";

const stage = createStage();
const TITLE = "どんど焼きのお知らせ";
const BODY = "1月14日の9時から神社で行います。\n雨のときは中止です。";
const SITE = "https://www.example.jp/jinja/";
/** What somebody might hide in a text; as text it does nothing. */
const HOSTILE =
  '<img src=x onerror="window.wasRun=1"> javascript:alert(1) https://town.example@evil.example/';

test("a circular is read offline, and 既読 reaches the officer by household", async () => {
  const neighbourhood = await foundNeighbourhood(stage, ["山吹 みのり", "柳 けい"]);
  const { relay, officer } = neighbourhood;
  const resident = await joinedPhone(stage, neighbourhood, "山吹 みのり");
  const neighbour = await joinedPhone(stage, neighbourhood, "柳 けい");

  await publishCircular(officer.page, { title: TITLE, body: BODY });
  for (const { page } of [resident, neighbour]) {
    const link = page.getByRole("link").filter({ hasText: TITLE });
    await link.waitFor();
    await expectToSee(link, "新しい");
  }

  await relay.stop();
  await resident.page.reload();
  await resident.page.getByRole("link").filter({ hasText: TITLE }).click();
  await heading(resident.page, TITLE).waitFor();
  // The text is drawn once more when what finds its links is loaded.
  const read = resident.page.getByRole("article");
  await eventually("the text", async () => (await read.innerText()).includes(BODY));

  await relay.start();
  await openAgain(officer.page);
  await openAgain(resident.page);
  await officer.page.getByText("既読・未読", { exact: true }).click();
  await expectToSee(officer.page, "既読 1／3 世帯");
  const readers = officer.page.locator("dl");
  await eventually("who has read it", async () =>
    /既読\s+\S+ 山吹 みのり\s+未読\s+.*柳 けい/.test(await readers.innerText()),
  );

  await officer.page.evaluate(() => (window.print = () => undefined));
  await press(officer.page, "印刷する");
  await officer.page.emulateMedia({ media: "print" });
  const paper = await officer.page.locator("body").innerText();
  expect(paper).toMatch(new RegExp(`^ほたる町会\\s+\\S+\\s+${TITLE}\\s+${BODY}$`, "u"));
  await officer.page.emulateMedia({ media: "screen" });

  await press(officer.page, "とりさげる");
  await press(officer.page.getByRole("dialog"), "とりさげる");
  await expectToSee(officer.page, "とりさげました");
  await expectToSee(resident.page, "この回覧は、とりさげられました");
  // All that there were are withdrawn: it is not that none were yet.
  for (const address of ["/circulars", "/"]) {
    await resident.page.goto(relay.url + address);
    await expectToSee(resident.page, "いま読める回覧はありません");
  }
});

test("addresses and telephone numbers of a circular lead out of the app, and nothing else does", async () => {
  const neighbourhood = await foundNeighbourhood(stage, ["山吹 みのり"]);
  const resident = await joinedPhone(stage, neighbourhood, "山吹 みのり");
  const body = `くわしくは「${SITE}。」を\n${SITE}\n電話 ０７６－２００－１２３４（会長）\n${HOSTILE}`;
  await publishCircular(neighbourhood.officer.page, { title: TITLE, body });
  await resident.page.getByRole("link").filter({ hasText: TITLE }).click();
  const article = resident.page.getByRole("article");
  await article.getByRole("link").nth(2).waitFor();

  const links = await article.getByRole("link").evaluateAll((all) =>
    all.map((link) => {
      const { height } = link.getBoundingClientRect();
      const of = (name: string): string => link.getAttribute(name) ?? "";
      return { height, href: of("href"), rel: of("rel"), target: of("target") };
    }),
  );
  expect(links.map(({ href }) => href)).toEqual([SITE, SITE, "tel:0762001234"]);
  for (const { rel, target } of links)
    expect([rel, target]).toEqual(["noopener noreferrer", "_blank"]);
  expect(links[1]?.height).toBeGreaterThanOrEqual(48);
  expect(await article.innerText()).toContain(body);
  expect(await resident.page.evaluate(() => "wasRun" in window)).toBe(false);
  await expectNoAxeViolations(resident.page);
});
