/**
 * An iPhone cuts an app's connection to IndexedDB while it is in the background: "Connection to Indexed Database server lost".
 * Chromium never does; here the page's connection is cut on purpose.
 */
import { expect, test } from "vitest";
import type { Page } from "playwright-core";
import {
  checkIn,
  expectToSee,
  foundAssociation,
  heading,
  openIncident,
  press,
} from "./support/people.ts";
import { createStage, FOUNDER } from "./support/stage.ts";

const stage = createStage();

test("[DEL2] a page whose connection to the store was cut gets it back: a tap is saved, screens go on", async () => {
  const relay = await stage.relay();
  const { page } = await stage.device("朝霧 とも", "phone");
  await foundAssociation(page, relay.url, FOUNDER);
  await openIncident(page, "本番", "ほたる町の地震");
  await page.goto(relay.url);
  await heading(page, "安否を知らせてください").waitFor();
  await expectToSee(page, "つながっています");

  await cutConnection(page);
  await checkIn(page, "無事です");
  expect(await cutsNoticed(page)).toBeGreaterThan(0);
  await expectToSee(page, "役員の端末に届きました");

  // This time a screen that reads is the first to notice.
  await cutConnection(page);
  await press(page.getByRole("navigation", { name: "メニュー" }), "町会");
  await expectToSee(page, FOUNDER.association);
  await expectToSee(page, FOUNDER.name);
  expect(await cutsNoticed(page)).toBeGreaterThan(0);
  await page.reload();
  await press(page.getByRole("navigation", { name: "メニュー" }), "ホーム");
  await heading(page, "「無事です」と保存しました").waitFor();
});

/** Every connection that is open now fails from now on; those opened later work. */
async function cutConnection(page: Page): Promise<void> {
  await page.evaluate(() => {
    const cut = { noticed: 0, opened: new WeakSet<IDBDatabase>() };
    Object.assign(globalThis, { cut });
    const open = IDBFactory.prototype.open;
    IDBFactory.prototype.open = function (...args) {
      const request = open.apply(this, args);
      request.addEventListener("success", () => cut.opened.add(request.result));
      request.addEventListener("upgradeneeded", () => cut.opened.add(request.result));
      return request;
    };
    const objectStore = IDBTransaction.prototype.objectStore;
    IDBTransaction.prototype.objectStore = function (...args) {
      if (cut.opened.has(this.db)) return objectStore.apply(this, args);
      cut.noticed += 1;
      throw new DOMException("Connection to Indexed Database server lost", "UnknownError");
    };
  });
}

function cutsNoticed(page: Page): Promise<number> {
  return page.evaluate(() => (globalThis as unknown as { cut: { noticed: number } }).cut.noticed);
}
