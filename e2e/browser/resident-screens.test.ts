/**
 * A resident's screens as a hand and an eye meet them: what stands above the fold, what the header says and where, and the way to
 * the circulars while an incident is open.
 */
import { beforeAll, expect, test } from "vitest";
import type { Locator, Page } from "playwright-core";
import type { Device } from "./support/device.ts";
import { eventually } from "./support/eventually.ts";
import {
  button,
  checkIn,
  expectNotToSee,
  expectToSee,
  foundAssociation,
  heading,
  openIncident,
  press,
  publishCircular,
  untilKeptOffline,
} from "./support/people.ts";
import { expectNoAxeViolations } from "./support/axe.ts";
import { createStage } from "./support/stage.ts";

const stage = createStage();
const PHONE = { width: 390, height: 844 };
const LONG_NAME = "米泉町一丁目南自治会";
const TITLE = "どんど焼きのお知らせ";
const ANSWERS = ["無事です", "連絡がほしい", "助けが必要"];
let appUrl: string;
let device: Device;
let page: Page;

beforeAll(async () => {
  ({ url: appUrl } = await stage.relay());
  // An officer is a resident too, and needs no second browser.
  device = await stage.device("朝霧 とも", "phone", { isFirstVisit: true });
  ({ page } = device);
});

test("before joining, the header claims nothing about a relay that nobody asks", async () => {
  await page.goto(appUrl);
  await button(page, "招待コードで参加する").waitFor();
  await untilKeptOffline(page);
  expect(await page.getByText("たしかめ中", { exact: true }).count()).toBe(0);
  await press(page, "招待コードで参加する");
  await heading(page, "招待の紙のコードを入れてください").waitFor();
  expect(await page.getByText("たしかめ中", { exact: true }).count()).toBe(0);
});

test("a browser is asked to keep what is stored, and one that does not agree is no secret", async () => {
  // As on a phone that is neither installed nor often used; a real one decides as it likes.
  await page.addInitScript(() => {
    navigator.storage.persisted = () => Promise.resolve(false);
    navigator.storage.persist = () => {
      document.documentElement.dataset["asked"] = "yes";
      return Promise.resolve(false);
    };
  });
  await foundAssociation(page, appUrl, { association: LONG_NAME, group: 3, name: "朝霧 とも" });
  await page.waitForFunction(() => document.documentElement.dataset["asked"] === "yes");
  await page.goto(`${appUrl}/association`);
  await press(page, "ブラウザーに、消さないように頼む");
  await expectToSee(
    page,
    "ブラウザーは、うけつけませんでした。ホーム画面に追加すると、入力したものが消えにくくなります",
  );
  await expectToSee(page, "つながっています");
});

test("who joined by an earlier purpose text is told once what it says more, and reads it again whenever wanted", async () => {
  const changed = "名前の使いみちを、くわしく書きなおしました";
  await page.goto(appUrl);
  await button(page, "揺れました").waitFor();
  await expectNotToSee(page, "名前の使いみちが、くわしくなりました");
  // Where no engine is at work, which would write what it read before.
  await page.goto(`${appUrl}/healthz`);
  await agreeToEarlierText(page);
  await page.goto(appUrl);
  const told = page.getByRole("link").filter({ hasText: "名前の使いみちが、くわしくなりました" });
  await told.waitFor();
  await expectWhole(page, ["揺れました"], PHONE);
  await told.click();
  await expectToSee(page, changed);
  await expectToSee(page, /避難所の受付の端末には/);
  await expectNoAxeViolations(page);
  await press(page, "わかりました");
  await expectNotToSee(page, changed);
  await page.getByText("名前の使いみち", { exact: true }).click();
  await expectToSee(page, /回覧と安否確認のためだけに使います/);
  await page.goto(appUrl);
  await button(page, "揺れました").waitFor();
  await expectNotToSee(page, "名前の使いみちが、くわしくなりました");
});

test("a name of several parts is broken between them, on a small phone and at 200 % too", async () => {
  await page.goto(appUrl);
  const name = page.getByRole("banner").getByText(LONG_NAME, { exact: true });
  await name.waitFor();
  for (const width of [390, 320, 195]) {
    await page.setViewportSize({ width, height: 844 });
    for (const of of ["額校下連合町会 高尾台三丁目東町会", "灯の丘 第二 住宅町会"])
      expect(await name.evaluate(brokenWords, of)).toEqual([]);
  }
  await page.setViewportSize(PHONE);
});

test("揺れました is within reach, however the phone is held", async () => {
  await page.goto(appUrl);
  await button(page, "揺れました").waitFor();
  await expectWhole(page, ["揺れました", "大雨・そのほか"], PHONE);
  await expectWhole(page, ["揺れました", "大雨・そのほか"], { width: 844, height: 390 });
  await press(page, "役員の画面をひらく");
  await heading(page, "役員の机").waitFor();
});

test("circulars and わたしの町会 are within reach while an incident is open, after the three answers", async () => {
  await publishCircular(page, { title: TITLE, body: "雨のときは中止です。" });
  await press(page, "もどる");
  await heading(page, "役員の机").waitFor();
  await openIncident(page, "訓練", "秋の訓練");
  await page.goto(appUrl);
  await heading(page, "安否を知らせてください").waitFor();
  await expectToSee(page, "つながっています");
  await expectWhole(page, ANSWERS, PHONE);
  await expectWhole(page, ANSWERS, { width: 844, height: 390 });
  await expectWhole(page, ANSWERS, { width: 360, height: 640 });
  const tabs = page.getByRole("navigation", { name: "メニュー" });
  await onceDrawn("the menu stands below the answers", async () => {
    const lastAnswer = await boxOf(button(page, "助けが必要"));
    expect((await boxOf(tabs)).y).toBeGreaterThan(lastAnswer.y + lastAnswer.height);
  });

  await press(tabs, "回覧");
  await page.getByRole("link").filter({ hasText: TITLE }).click();
  await heading(page, TITLE).waitFor();
  await expectToSee(page, "訓練");
  await press(page, "安否を知らせてください");
  await checkIn(page, "無事です");
  await press(tabs, "回覧");
  await page.getByRole("link").filter({ hasText: TITLE }).waitFor();
  await expectToSee(page, "訓練");
  // What was asked is answered: nothing more is asked for.
  await expectNotToSee(page, "安否を知らせてください");
  await press(tabs, "町会");
  await heading(page, "わたしの町会").waitFor();
  await press(tabs, "ホーム");
  await heading(page, "「無事です」と保存しました").waitFor();
});

test("the state of the answer and the way to take it back stand above the fold", async () => {
  await expectToSee(page, "役員の端末に届きました");
  await expectWhole(page, ["だれのことですか"], PHONE, (name) => page.getByText(name));
  await expectWhole(page, ["まちがえました"], PHONE);
});

test("a long name and the chip share one line, on a small phone and at 200 % they stand one below the other", async () => {
  const chip = page.getByRole("banner").getByRole("status");
  const name = page.getByRole("banner").getByText(LONG_NAME, { exact: true });
  await page.setViewportSize(PHONE);
  await onceDrawn("name and chip share one line", async () => {
    expect(await isBeside(name, chip)).toBe(true);
    expect((await boxOf(page.getByRole("banner"))).height).toBeLessThanOrEqual(64);
  });
  for (const width of [320, 195]) {
    await page.setViewportSize({ width, height: 844 });
    await onceDrawn(`name and chip at ${width}`, async () => {
      const [left, right] = [await boxOf(name), await boxOf(chip)];
      expect(left.x + left.width <= right.x || left.y + left.height <= right.y).toBe(true);
      for (const { x, width: wide } of [left, right]) {
        expect(x).toBeGreaterThanOrEqual(0);
        expect(x + wide).toBeLessThanOrEqual(width);
      }
    });
  }
  await page.setViewportSize(PHONE);
  await page.context().setOffline(true);
  await expectToSee(page, "電波なし");
  await page.context().setOffline(false);
  await expectNotToSee(page, "電波なし");
});

/** Which words of a text would stand on two lines, were it the one of this element. */
function brokenWords(element: Element, text: string): string[] {
  const [shown] = element.childNodes;
  if (!(shown instanceof Text)) throw new Error("the element holds no text");
  const before = shown.data;
  shown.data = text;
  const range = document.createRange();
  const words = text.split(" ").filter((word) => {
    const start = text.indexOf(word);
    range.setStart(shown, start);
    range.setEnd(shown, start + word.length);
    return new Set(Array.from(range.getClientRects(), ({ top }) => Math.round(top))).size > 1;
  });
  shown.data = before;
  return words;
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

async function boxOf(locator: Locator): Promise<Box> {
  const box = await locator.boundingBox();
  if (!box) throw new Error("it is not drawn");
  return box;
}

async function isBeside(left: Locator, right: Locator): Promise<boolean> {
  const [a, b] = [await boxOf(left), await boxOf(right)];
  return a.x + a.width <= b.x && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** Repeats what is measured until it holds: what comes from the store moves what stands below it. */
async function onceDrawn(what: string, measure: () => Promise<void>): Promise<void> {
  await eventually(what, async () => {
    await measure();
    return true;
  });
}

/** Nobody has to scroll to see all of each. */
async function expectWhole(
  page: Page,
  names: readonly string[],
  size: { readonly width: number; readonly height: number },
  find: (name: string) => Locator = (name) => button(page, name),
): Promise<void> {
  await page.setViewportSize(size);
  await page.evaluate(() => scrollTo(0, 0));
  for (const name of names)
    await onceDrawn(`${name} at ${size.width}×${size.height}`, async () => {
      const { y, height } = await boxOf(find(name));
      expect(y + height).toBeLessThanOrEqual(size.height);
    });
  await page.setViewportSize(PHONE);
}

/** As on a device that joined when the text was in its first version. */
async function agreeToEarlierText(of: Page): Promise<void> {
  await of.evaluate(async () => {
    const settle = <Value>(request: IDBRequest<Value>) =>
      new Promise<Value>((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
    const database = await settle(indexedDB.open("tomoshibi-main"));
    const values = database.transaction("keyValues", "readwrite").objectStore("keyValues");
    const kept = await settle(values.get("membership"));
    await settle(values.put({ ...kept, value: { ...kept.value, purposeVersion: 1 } }));
    // And as after an update: views are projected anew.
    await settle(values.put({ key: "judgedBy", value: 0 }));
    database.close();
  });
}
