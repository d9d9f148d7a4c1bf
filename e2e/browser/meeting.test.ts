/**
 * The heart of a disaster: no relay runs, and a resident walks to the shelter with the phone.
 *
 * Real browsers, a real relay that is stopped. The neighbour's camera plays the resident's screen as a video; elsewhere the
 * picture is read with the decoder of the app's scanner, and its text pasted, as on a device without a camera.
 */
import { readFile } from "node:fs/promises";
import type { AssociationId } from "@tomoshibi/shared/base/ids.ts";
import { offerOf, signalToText } from "@tomoshibi/shared/meeting/signal.ts";
import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { expectNoAxeViolations } from "./support/axe.ts";
import { type Picture, createCamera, pictureOf, textIn } from "./support/camera.ts";
import { eventually } from "./support/eventually.ts";
import {
  addComment,
  boardLine,
  checkIn,
  confirmNewDevices,
  expectNotToSee,
  expectToSee,
  heading,
  isShown,
  openAgain,
  openBoard,
  openIncident,
  press,
} from "./support/people.ts";
import { createStage, foundNeighbourhood, joinedPhone } from "./support/stage.ts";

const stage = createStage();
const [HANA, TARO] = ["山吹 はな", "若竹 たろう"];
const QUAKE = "ほたる町の地震";

test("[MEET2] [DEL2] a report goes from phone to desk by QR code, and the receipt back, with no relay", async () => {
  const neighbourhood = await foundNeighbourhood(stage, [HANA], [HANA]);
  const { relay, officer } = neighbourhood;
  const resident = await joinedPhone(stage, neighbourhood, HANA);
  await confirmNewDevices(officer.page, HANA);
  await openIncident(officer.page, "本番", QUAKE);
  await heading(resident.page, "安否を知らせてください").waitFor();
  await relay.stop();

  await checkIn(resident.page, "助けが必要");
  await press(resident.page, "QRで役員に見せる");
  const text = await textOfQr(resident.page);
  // The code is drawn anew when more is known of the report: taken off the screen, it may be the one before.
  const report = await eventually("picture and text say the same", async () => {
    const seen = textIn(await pictureOf(resident.page, "報告のQRコード"));
    return seen === (await text.inputValue()) && seen;
  });
  await expectNoAxeViolations(resident.page);

  await press(officer.page, "もどる");
  await press(officer.page, "QRやファイルで受けとる");
  await paste(officer.page, report);
  await expectToSee(officer.page, "1件受けとりました");
  await expectToSee(officer.page, `3班-1 ${HANA}`);
  await expectToSee(officer.page, "支援希望");
  await press(officer.page, "この世帯をひらく");
  await heading(officer.page, `3班-1 ${HANA}`).waitFor();
  await officer.page.goBack();
  await paste(officer.page, report);
  await expectToSee(officer.page, "もう受けとっています");
  await press(officer.page, "受けとりを見せる");
  // One screen gives a text and takes one: each says which it is.
  for (const name of [
    "相手にカメラがないとき（文字で渡す）",
    "カメラで読めないとき（文字をはりつける）",
  ])
    await expectToSee(officer.page, name);
  await expectNotToSee(officer.page, "カメラがないとき");
  const pasted = officer.page.getByLabel("QRの文字をはりつける", { exact: true });
  for (const [text, answer] of [
    ["こんにちは", /^読みとれませんでした/],
    [toConnectBy(), /^これは「近くの端末とつなぐ」のためのQRコードです/],
  ] as const) {
    await paste(officer.page, text);
    await expectToSee(officer.page, answer);
    // What was not taken is still there.
    expect(await pasted.inputValue()).toBe(text);
  }
  await paste(officer.page, report);
  await press(officer.page, "受けとりを見せる");
  const receipt = textIn(await pictureOf(officer.page, "受けとりのQRコード"));
  await expectNoAxeViolations(officer.page);

  await press(resident.page, "役員の受けとりを読みとる");
  await paste(resident.page, receipt);
  await expectToSee(resident.page, "役員の端末に届きました");
  await press(resident.page, "もどる");
  await heading(resident.page, "「助けが必要」と保存しました").waitFor();
  await expectToSee(resident.page, "役員の端末に届きました");
  await expectNotToSee(resident.page, "QRで役員に見せる");

  await press(officer.page, "もどる");
  await openBoard(officer.page, QUAKE);
  await expectToSee(boardLine(officer.page, HANA), "支援希望");
});

test("[MEET3] [DEL2] a neighbour takes a report along, unread, and a relay brings it to the desk", async () => {
  const neighbourhood = await foundNeighbourhood(stage, [HANA, TARO]);
  const { relay, officer } = neighbourhood;
  const camera = await createCamera();
  const resident = await joinedPhone(stage, neighbourhood, HANA);
  const neighbour = await joinedPhone(stage, neighbourhood, TARO, { cameraVideo: camera.video });
  await openIncident(officer.page, "本番", QUAKE);
  await heading(resident.page, "安否を知らせてください").waitFor();
  await relay.stop();
  await checkIn(resident.page, "連絡がほしい");
  await press(resident.page, "QRで役員に見せる");
  await camera.show([await pictureOf(resident.page, "報告のQRコード")]);
  // The resident's phone stays where there is no network.
  await resident.context.setOffline(true);

  await neighbour.page.goto(`${relay.url}/association`);
  await neighbour.page.getByRole("link").filter({ hasText: "電波がないときの受けわたし" }).click();
  await press(neighbour.page, "QRコードを読みとる");
  await expectToSee(neighbour.page, "あずかりました（記録1件）。ネットにつながったら届けます");
  await expectToSee(neighbour.page, "あずかっている記録 1件");
  expect(await neighbour.page.getByText("連絡希望").count()).toBe(0);

  await relay.start();
  await openAgain(neighbour.page);
  await openAgain(officer.page);
  await expectToSee(boardLine(officer.page, HANA), "連絡希望");
  // Once the receipt is back, there is nothing left to carry.
  await openAgain(neighbour.page);
  await expectToSee(neighbour.page, "あずかっている記録はありません");
  await resident.context.setOffline(false);
  await resident.page.goto(relay.url);
  await expectToSee(resident.page, "役員の端末に届きました");
});

test("[MEET2] what one code cannot hold goes by a moving one, also what a neighbour carries", async () => {
  const neighbourhood = await foundNeighbourhood(stage, [HANA, TARO]);
  const { relay, officer } = neighbourhood;
  const camera = await createCamera();
  const resident = await joinedPhone(stage, neighbourhood, HANA);
  const neighbour = await joinedPhone(stage, neighbourhood, TARO, { cameraVideo: camera.video });
  await openIncident(officer.page, "本番", QUAKE);
  await heading(resident.page, "安否を知らせてください").waitFor();
  await relay.stop();
  await checkIn(resident.page, "連絡がほしい");
  await addComment(resident.page, "二階のたなが倒れました。".repeat(40));
  await press(resident.page, "QRで役員に見せる");
  await expectToSee(
    resident.page,
    "1枚のQRコードに入りきらない報告があります。動くQRコードなら渡せます",
  );
  await press(resident.page, "動くQRコードで渡す");

  await camera.show(await differentPictures(resident.page, PICTURES));
  await neighbour.page.goto(`${relay.url}/meet`);
  await press(neighbour.page, "QRコードを読みとる");
  await neighbour.page
    .getByText(/^あずかりました/)
    .first()
    .waitFor({ timeout: FILM_MS });
  await press(neighbour.page, "動くQRコードで渡す");
  await press(officer.page, "もどる");
  await press(officer.page, "QRやファイルで受けとる");
  await readFrames(neighbour.page, officer.page, "1件受けとりました");
  await expectToSee(officer.page, "連絡希望");
}, 300_000);

test("[MEET2] a file goes from hand to hand, and a damaged one changes nothing", async () => {
  const neighbourhood = await foundNeighbourhood(stage, [HANA], [HANA]);
  const { relay, officer } = neighbourhood;
  const resident = await joinedPhone(stage, neighbourhood, HANA);
  await openIncident(officer.page, "本番", QUAKE);
  await heading(resident.page, "安否を知らせてください").waitFor();
  await relay.stop();
  await checkIn(resident.page, "無事です");

  await resident.page.goto(`${relay.url}/meet`);
  const file = await takeOutFile(resident.page);
  await press(officer.page, "もどる");
  await press(officer.page, "QRやファイルで受けとる");
  await putInFile(officer.page, file.subarray(0, file.length - 1));
  await expectToSee(
    officer.page,
    "読みとれませんでした。安否の報告のQRコードかファイルか、たしかめてください。なにも変わっていません",
  );
  await putInFile(officer.page, file);
  await expectToSee(officer.page, "1件受けとりました");
  // One tap speaks for one person: the household is not 無事 yet.
  await expectToSee(officer.page, "ひとりだけ");
  await putInFile(resident.page, await takeOutFile(officer.page));
  await expectToSee(resident.page, "役員の端末に届きました");
});

/** So many more than a long comment's code has chunks (6) that chance fails once in a hundred million times. */
const PICTURES = 32;
/** How long a slow machine may take to see enough of them. */
const FILM_MS = 90_000;

/** Films a moving code. */
async function differentPictures(page: Page, count: number): Promise<readonly Picture[]> {
  const pictures = new Map<string, Picture>();
  while (pictures.size < count) {
    const picture = await pictureOf(page, "動くQRコード");
    pictures.set(picture.pixels, picture);
  }
  return [...pictures.values()];
}

/** Reads the pictures of a moving code, and pastes each until the other screen has them all. */
async function readFrames(from: Page, to: Page, end: string | RegExp): Promise<void> {
  const seen = new Set<string>();
  while (!(await isShown(to, end))) {
    const text = textIn(await pictureOf(from, "動くQRコード"));
    if (seen.has(text)) continue;
    seen.add(text);
    await paste(to, text);
    // What was taken leaves the field, and would take the next one with it.
    await eventually("it was taken", async () => (await pasteField(to).inputValue()) === "");
    // Some pictures tell nothing new; three times as many as are needed would be a fault.
    expect(seen.size).toBeLessThan(60);
    await to
      .getByText(/^\d+枚のうち\d+枚を読みました/)
      .or(to.getByText(end))
      .first()
      .waitFor();
  }
  expect(seen.size).toBeGreaterThan(1);
}

/** 相手にカメラがないとき: the text that stands below the code. */
async function textOfQr(page: Page): Promise<Locator> {
  await page.getByText("相手にカメラがないとき（文字で渡す）", { exact: true }).click();
  return page.getByLabel("QRの文字", { exact: true });
}

function pasteField(page: Page): Locator {
  return page.getByLabel("QRの文字をはりつける", { exact: true });
}

async function paste(page: Page, text: string): Promise<void> {
  const field = pasteField(page);
  await eventually("the field to paste into is open", async () => {
    if (!(await field.isVisible()))
      await page.getByText("カメラで読めないとき（文字をはりつける）", { exact: true }).click();
    return field.isVisible();
  });
  await field.fill(text);
  await press(page, "文字をとりこむ");
}

/** What 近くの端末とつなぐ shows. */
function toConnectBy(): string {
  const addresses = [{ host: "192.168.43.7", port: 33_811 }];
  const facts = { iceName: "IFCE", icePassword: "a".repeat(24), keyHash: new Uint8Array(32) };
  return signalToText(offerOf("0".repeat(32) as AssociationId, { ...facts, addresses }));
}

async function takeOutFile(page: Page): Promise<Buffer> {
  const downloading = page.waitForEvent("download");
  await press(page, "ファイルで持ちだす");
  return readFile(await (await downloading).path());
}

async function putInFile(page: Page, bytes: Buffer): Promise<void> {
  const picker = page.getByLabel("ファイルからとりこむ", { exact: true });
  await picker.setInputFiles({
    ...{ name: "報告.tomoshibi", mimeType: "application/octet-stream" },
    buffer: bytes,
  });
}
