/**
 * A new version of the app: it comes when a person says so, never by itself and never in the middle of a disaster, and takes
 * nothing of what was stored.
 */
import { afterAll, expect, test } from "vitest";
import type { Page } from "playwright-core";
import type { Device } from "./support/device.ts";
import { copyBuild, type OwnBuild } from "./support/own-build.ts";
import {
  boardLine,
  checkIn,
  expectNotToSee,
  expectToSee,
  foundAssociation,
  heading,
  isShown,
  press,
  untilKeptOffline,
} from "./support/people.ts";
import { createStage, FOUNDER } from "./support/stage.ts";

const stage = createStage();
const NEXT = "77.7.7";
const OFFER = "新しい版があります";
let build: OwnBuild | undefined;
afterAll(() => build?.dispose());

test("a new version waits for consent, never comes during an incident, and keeps what was stored", async () => {
  build = await copyBuild();
  const relay = await stage.relay({ clientDir: build.clientDir });
  let device = await stage.device("朝霧 とも", "phone");
  await foundAssociation(device.page, relay.url, FOUNDER);
  await untilKeptOffline(device.page);
  await openHome(device.page, relay.url);
  expect(await isShown(device.page, OFFER)).toBe(false);

  await relay.stop();
  await build.release(NEXT);
  await relay.start();
  await openHome(device.page, relay.url);
  await expectToSee(device.page, OFFER);
  await expectVersion(device.page, build.version);

  // Closing the app and opening it again is no consent.
  device = await stage.killAndReopen(device);
  await openHome(device.page, relay.url);
  await expectToSee(device.page, OFFER);
  await expectVersion(device.page, build.version);

  await openHome(device.page, relay.url);
  await press(device.page, "揺れました");
  await heading(device.page, "安否を知らせてください").waitFor();
  await expectNoOffer(device, relay.url, build.version);
  device = await stage.killAndReopen(device);
  await expectNoOffer(device, relay.url, build.version);
  await openHome(device.page, relay.url, "安否を知らせてください");
  await checkIn(device.page, "無事です");
  await expectToSee(device.page, "役員の端末に届きました");
  await endIncident(device.page);

  await openHome(device.page, relay.url);
  const reloaded = device.page.waitForEvent("load");
  await press(device.page, "新しくする");
  await reloaded;
  await heading(device.page, "災害がありましたか").waitFor();
  await expectVersion(device.page, NEXT);
  await lookForNewVersion(device.page);
  await expectNotToSee(device.page, OFFER);
  await expectToSee(device.page, FOUNDER.name);
  await press(device.page, "安否確認の一覧");
  await device.page.getByRole("link").filter({ hasText: "の地震" }).click();
  await expectToSee(boardLine(device.page, FOUNDER.name), "一部無事");
});

async function openHome(page: Page, appUrl: string, title = "災害がありましたか"): Promise<void> {
  await page.goto(appUrl);
  await heading(page, title).waitFor();
}

/** What わたしの町会 says of itself. */
async function expectVersion(page: Page, version: string): Promise<void> {
  await press(page.getByRole("navigation", { name: "メニュー" }), "町会");
  await expectToSee(page, `バージョン ${version}`);
}

/** Neither home nor わたしの町会 offers anything, after the browser has certainly seen that there is something new. */
async function expectNoOffer(device: Device, appUrl: string, version: string): Promise<void> {
  const { page } = device;
  await openHome(page, appUrl, "安否を知らせてください");
  await lookForNewVersion(page);
  expect(await isShown(page, OFFER)).toBe(false);
  await expectVersion(page, version);
  expect(await isShown(page, OFFER)).toBe(false);
}

/** Asks as the page itself does, and waits until the browser is through with what it found. */
async function lookForNewVersion(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready;
    await registration.update();
    const found = registration.installing;
    if (found === null) return;
    await new Promise<void>((resolve) => {
      const look = () => void (found.state === "installing" || resolve());
      found.addEventListener("statechange", look);
      look();
    });
  });
}

/** 役員の机 → 安否確認をおわる. */
async function endIncident(page: Page): Promise<void> {
  await press(page, "役員の画面をひらく");
  await page.getByRole("link").filter({ hasText: "本番" }).click();
  await page.getByText("そのほかの操作", { exact: true }).click();
  await press(page, "安否確認をおわる");
  await press(page.getByRole("dialog"), "安否確認をおわる");
  await expectToSee(page, "おわりました");
}
