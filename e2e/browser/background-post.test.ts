/** A check-in made without network, in an app that was closed before the network came back: the service worker posts it. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { eventually } from "./support/eventually.ts";
import {
  boardLine,
  checkIn,
  expectCount,
  expectToSee,
  heading,
  openAgain,
  openIncident,
} from "./support/people.ts";
import { createStage, foundNeighbourhood, joinedPhone } from "./support/stage.ts";

const stage = createStage();

test("[DEL4] what a closed app left unsent arrives when the browser wakes its service worker", async () => {
  const neighbourhood = await foundNeighbourhood(stage, ["山吹 みのり"]);
  const { relay, officer } = neighbourhood;
  const resident = await joinedPhone(stage, neighbourhood, "山吹 みのり");
  await openIncident(officer.page, "本番", "ほたる町の地震");
  await heading(resident.page, "安否を知らせてください").waitFor();
  // What the phone said of the question has left: what will lie in the box is the check-in.
  await expectCount(officer.page, "既読(未回答)", 1);
  await eventually("nothing is packed", () => holdsParcels(resident.page, 0));

  await relay.stop();
  await checkIn(resident.page, "連絡がほしい");
  await expectToSee(resident.page, "この端末に保存しました");
  await eventually("the check-in is packed", () => holdsParcels(resident.page, 1));
  await resident.page.goto("about:blank");
  await relay.start();
  await openAgain(officer.page);
  await wakeServiceWorker(resident.page, relay.url);
  await expectToSee(boardLine(officer.page, "山吹 みのり"), "連絡希望");

  // Posting took nothing from the device: the app still has it, and learns that it arrived.
  await resident.page.goto(relay.url);
  await heading(resident.page, "「連絡がほしい」と保存しました").waitFor();
  await expectToSee(resident.page, "役員の端末に届きました");
  await eventually("the parcel is cleared away", () => holdsParcels(resident.page, 0));
  expect(resident.context.pages()).toHaveLength(1);
});

/** Whether so many parcels lie in the box of the service worker; there is one for each relay. */
async function holdsParcels(page: Page, count: number): Promise<boolean> {
  const packed = await page.evaluate(async () => {
    const cache = await caches.open("tomoshibi-parcels");
    return (await cache.keys()).length;
  });
  return packed === count;
}

/** As Android does once there is a network; headless Chromium is told by its developer tools. */
async function wakeServiceWorker(page: Page, origin: string): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const registration = new Promise<string>((resolve) => {
    session.on("ServiceWorker.workerRegistrationUpdated", ({ registrations }) => {
      const own = registrations.find(({ scopeURL }) => scopeURL.startsWith(origin));
      if (own !== undefined) resolve(own.registrationId);
    });
  });
  await session.send("ServiceWorker.enable");
  await session.send("ServiceWorker.dispatchSyncEvent", {
    origin,
    registrationId: await registration,
    tag: "tomoshibi/parcels",
    lastChance: false,
  });
  await session.detach();
}
