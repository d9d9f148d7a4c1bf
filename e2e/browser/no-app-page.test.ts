/** The no-app page: a family without the app scans the poster, and an officer records what it wrote. [FORM1] [FORM2] [FORM3] */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { filesIn, findSecrets } from "../demo/blindness.ts";
import { expectNoAxeViolations } from "./support/axe.ts";
import {
  boardLine,
  expectNotToSee,
  expectToSee,
  heading,
  openBoard,
  openHousehold,
  openIncident,
  press,
} from "./support/people.ts";
import { createStage, foundNeighbourhood, joinedPhone } from "./support/stage.ts";

const stage = createStage();
const FAMILY = "山吹 みのり";
const NEIGHBOUR = "楓 まこと";
const COMMENT = "二階で動けません";
const EMERGENCY = "命があぶないときは、先に119番へ電話してください。";

/** Prints the sheet as an officer would, and gives what its QR code says. */
async function posterLink(page: Page): Promise<string> {
  await press(page, "アプリなしの人の回答・QRコード");
  await heading(page, "アプリなしの回答").waitFor();
  await expectToSee(page, "いまはありません");
  await press(page, "QRコードの紙をつくる");
  await page.getByRole("article").getByText("アプリがなくても安否を回答できます").waitFor();
  await expectNoAxeViolations(page);
  const link = await page.getByLabel("リンク", { exact: true }).inputValue();
  await press(page, "もどる");
  await press(page, "もどる");
  await heading(page, "役員の机").waitFor();
  return link;
}

/** What a telephone's camera does: opens the link in the browser that is there. */
async function scan(page: Page, link: string): Promise<void> {
  await page.goto(link);
  await heading(page, "安否の回答").waitFor();
}

const choose = (page: Page, name: string) => page.getByRole("radio", { name, exact: true }).check();
const fill = (page: Page, label: string, text: string) =>
  page.getByLabel(label, { exact: true }).fill(text);

test("a family without the app answers from the poster; an officer records it, and it is on the board", async () => {
  const { relay, officer } = await foundNeighbourhood(stage, [FAMILY, NEIGHBOUR], []);
  await openIncident(officer.page, "本番", "1月2日の地震");
  await press(officer.page, "もどる");
  const link = await posterLink(officer.page);
  const phone = await stage.device("みのりの娘", "phone", { isFirstVisit: true });
  const { page } = phone;
  const answered = page.waitForResponse((response) =>
    response.url().startsWith(`${relay.url}/form`),
  );
  await scan(page, link);
  const policy = (await answered).headers()["content-security-policy"];
  expect(policy).toContain("frame-ancestors 'none'");
  expect(policy).not.toContain("wasm");
  await expectToSee(page, "ほたる町会");
  await expectNoAxeViolations(page);

  // What is missing is said, one thing at a time, and the finger is led there.
  await press(page, "役員に送る");
  await expectToSee(page, "「いまのようす」をえらんでください");
  await choose(page, "助けが必要");
  await press(page, "役員に送る");
  await expectToSee(page, "世帯の代表者の名前を書いてください");
  await fill(page, "世帯の代表者の名前", "山吹みのり");
  await fill(page, "班（わかれば）", "３");
  await fill(page, "何人のことですか（わかれば）", "２人");
  await fill(page, "ひとこと（書かなくてもかまいません）", COMMENT);
  await fill(page, "電話番号（書かなくてもかまいません）", "０７６-０００-０００１");
  await expectNoAxeViolations(page);
  await press(page, "役員に送る");
  await heading(page, "中継に届きました").waitFor();
  await expectToSee(page, "町会の役員がこれから見ます。この画面に返事は来ません。");
  await expectToSee(page, EMERGENCY);
  await expectNoAxeViolations(page);
  // Nothing stays on the device: no service worker, no store.
  const kept = await page.evaluate(async () => ({
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    databases: (await indexedDB.databases()).length,
    stored: localStorage.length,
  }));
  expect(kept).toEqual({ workers: 0, databases: 0, stored: 0 });
  expect(phone.pageErrors).toEqual([]);

  await expectToSee(officer.page, "アプリなしの回答 1 件");
  await expectToSee(officer.page, "助けが必要 1 件");
  await expectNoAxeViolations(officer.page);
  await press(officer.page, "見て記録する");
  await heading(officer.page, "山吹みのり").waitFor();
  await expectToSee(officer.page, COMMENT);
  await expectToSee(officer.page, "家族みんなのこと・2人・班：３");
  await expectToSee(officer.page, "電話する 076-000-0001");
  await expectNoAxeViolations(officer.page);
  await press(officer.page, `3班-1 ${FAMILY} の記録にする`);
  await expectToSee(officer.page, "記録したもの・使わないもの（1）");
  await press(officer.page, "もどる");
  await expectNotToSee(officer.page, "アプリなしの回答 1 件");
  await openBoard(officer.page, "1月2日の地震");
  await boardLine(officer.page, FAMILY).getByText("支援希望", { exact: true }).waitFor();
  const panel = await openHousehold(officer.page, FAMILY);
  await panel.getByText(`${COMMENT}（2人）`).waitFor();
  await expectNoAxeViolations(officer.page);

  // The relay holds neither the names nor the words. [REL8]
  await relay.stop();
  const haystacks = [
    ...filesIn(relay.dataDir),
    { name: "log", bytes: Buffer.from(relay.output()) },
  ];
  expect(haystacks.length).toBeGreaterThan(10);
  expect(findSecrets(haystacks, ["山吹みのり", FAMILY, COMMENT, "076-000-0001"])).toEqual([]);
});

test("without a connection the page says that nothing was sent, and sends as soon as there is one", async () => {
  const neighbourhood = await foundNeighbourhood(stage, [FAMILY]);
  const { relay, officer } = neighbourhood;
  const link = await posterLink(officer.page);
  // Where the app is installed, the poster still opens the page and not the app.
  const { page } = await joinedPhone(stage, neighbourhood, FAMILY);
  await scan(page, link);
  await press(page, "English");
  await heading(page, "Safety answer").waitFor();
  await expectNoAxeViolations(page);
  await press(page, "日本語");
  await choose(page, "無事です");
  await fill(page, "世帯の代表者の名前", FAMILY);
  await choose(page, "ひとりだけ");
  await fill(page, "その人の名前", "あおば");
  await relay.stop();
  await press(page, "役員に送る");
  await heading(page, "まだ送れていません").waitFor();
  await expectToSee(page, /とじると、書いたことは消えます/);
  await expectNoAxeViolations(page);
  await relay.start();
  await press(page, "もう一度送る");
  await heading(page, "中継に届きました").waitFor();
  await expectNotToSee(page, EMERGENCY);

  // No safety check is open, so nothing can be recorded; what is no use is set aside, and can be taken back.
  // The line about it moves what stands below it, sometimes from under the finger.
  await expectToSee(officer.page, "アプリなしの回答 1 件");
  await press(officer.page, "アプリなしの人の回答・QRコード");
  await heading(officer.page, FAMILY).waitFor();
  await expectToSee(officer.page, "あおばさんのこと");
  const noIncident = "ひらいている安否確認がありません。はじめてから記録してください";
  await expectToSee(officer.page, noIncident);
  await press(officer.page, `${FAMILY} 使わない`);
  await officer.page.getByText("記録したもの・使わないもの（1）").click();
  await press(officer.page, `${FAMILY} 一覧にもどす`);
  await expectNotToSee(officer.page, "記録したもの・使わないもの（1）");
  await expectToSee(officer.page, noIncident);
  await expectNoAxeViolations(officer.page);
});

test("an address without the code says what to do, in a browser of any kind", async () => {
  const relay = await stage.relay();
  const { page } = await stage.device("通りがかりの人", "phone", { isFirstVisit: true });
  await page.goto(`${relay.url}/form#AAAA`);
  await heading(page, "町会のQRコードからひらいてください").waitFor();
  await expectNoAxeViolations(page);
});
