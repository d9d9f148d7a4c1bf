/** A resident's day on an iPhone, as far as WebKit decides it: join, check in with no relay, and be heard. */
import { afterAll, expect, onTestFailed, test } from "vitest";
import {
  boardLine,
  expectCount,
  expectToSee,
  openAgain,
  openIncident,
} from "../browser/support/people.ts";
import { createStage, foundNeighbourhood } from "../browser/support/stage.ts";
import { type WebKitPhone, openWebKitPhone } from "./webkit-phone.ts";

const stage = createStage();
const NAME = "山吹 みのり";
const phones: WebKitPhone[] = [];
afterAll(() => Promise.all(phones.map((phone) => phone.dispose())));

async function joinedPhone(relayUrl: string, card: { mark: string; code: string }) {
  const phone = await openWebKitPhone();
  phones.push(phone);
  await phone.open(relayUrl);
  await phone.press("招待コードで参加する");
  await phone.fill("コードを入力する", card.code);
  await phone.press("つぎへ");
  await phone.see(`「${card.mark}」の紙ですか`);
  await phone.press("はい、この紙です");
  await phone.fill("世帯の代表者の名前", NAME);
  await phone.press("つぎへ");
  await phone.tick("使いみちを読みました。同意します");
  await phone.press("同意して参加する");
  await phone.see("参加しました");
  await phone.press("ホームへ");
  await phone.run("await navigator.serviceWorker.ready; return true");
  return phone;
}

test("[DEL1] [DEL2] in WebKit a check-in with no relay is saved, sent once there is one, and received", async () => {
  const town = await foundNeighbourhood(stage, [NAME]);
  const card = town.cards.get(NAME);
  if (card === undefined) throw new Error("no card");
  const phone = await joinedPhone(town.relay.url, card);
  onTestFailed(async () => void process.stderr.write(`--- WebKit\n${await phone.text()}\n`));
  await phone.see("つながっています");
  await openIncident(town.officer.page, "本番", "ほたる町の地震");
  await phone.see("安否を知らせてください");

  await town.relay.stop();
  await phone.press("無事です");
  await phone.see("この端末に保存しました");
  expect(await phone.isShown("役員の端末に届きました")).toBe(false);
  // The page again, from what the service worker keeps: what was saved is still there.
  await phone.run("location.reload(); return true");
  await phone.see("この端末に保存しました");

  await town.relay.start();
  await openAgain(town.officer.page);
  await phone.run("location.reload(); return true");
  await phone.see("役員の端末に届きました");
  await expectCount(town.officer.page, "応答", 1);
  await expectToSee(boardLine(town.officer.page, NAME), "一部無事");
});

test("in WebKit the engine runs once: one holder of the replica's lock, and nobody waiting", async () => {
  const [phone] = phones;
  if (phone === undefined) throw new Error("no phone joined");
  const locks = await phone.run<{ held: unknown[]; pending: unknown[] }>(
    "const { held, pending } = await navigator.locks.query(); return { held, pending }",
  );
  expect(locks.held).toHaveLength(1);
  expect(locks.pending).toHaveLength(0);
});
