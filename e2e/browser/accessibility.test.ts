/** Every screen, in both sizes: axe finds nothing, text and targets are large enough, and 200 % zoom needs no sideways scrolling. */
import { expect, test } from "vitest";
import { expectNoAxeViolations } from "./support/axe.ts";
import type { Device, DeviceSize } from "./support/device.ts";
import { eventually } from "./support/eventually.ts";
import { faultsOfSize, faultsOfWidth } from "./support/measure.ts";
import {
  button,
  checkIn,
  expectToSee,
  foundAssociation,
  heading,
  openHousehold,
  openIncident,
  press,
} from "./support/people.ts";
import { screens } from "./support/screens.ts";
import { createStage, FOUNDER, foundNeighbourhood } from "./support/stage.ts";

const stage = createStage();
const NAME = "山吹 みのり";

test.each<DeviceSize>(["phone", "laptop"])(
  "every screen is readable, pressable and clean on a %s",
  async (size) => {
    const relay = await stage.relay();
    const faults: string[] = [];
    let device: Device | undefined;
    for (const screen of screens) {
      if (!device || screen.isFresh) {
        await device?.close();
        device = await stage.device(`${size}: from ${screen.name} on`, size);
      }
      await screen.open(device.page, relay.url);
      faults.push(...(await faultsOf(device)).map((fault) => `${screen.name}: ${fault}`));
    }
    expect([...new Set(faults)]).toEqual([]);
  },
  600_000,
);

test("so is every step of joining, and every dialog of the desk", async () => {
  const { relay, officer, cards } = await foundNeighbourhood(stage, [NAME]);
  const { page } = officer;
  const faults: string[] = [];
  const look = async (device: Device) => void faults.push(...(await faultsOf(device)));
  const lookAtDialog = async (opener: string) => {
    await press(page, opener);
    await page.getByRole("dialog").waitFor();
    await look(officer);
    await page.keyboard.press("Escape");
  };

  const phone = await stage.device(NAME, "phone");
  await phone.page.goto(relay.url);
  await press(phone.page, "招待コードで参加する");
  await phone.page
    .getByLabel("コードを入力する", { exact: true })
    .fill(cards.get(NAME)?.code ?? "");
  await press(phone.page, "つぎへ");
  await button(phone.page, "はい、この紙です").waitFor();
  await look(phone);
  await press(phone.page, "はい、この紙です");
  await press(phone.page, "つぎへ");
  await expectToSee(phone.page, "代表者の名前を入れてください");
  await look(phone);
  await phone.page.getByLabel("世帯の代表者の名前", { exact: true }).fill(NAME);
  await press(phone.page, "つぎへ");
  await heading(phone.page, "名前の使いみち").waitFor();
  await look(phone);
  // What is consented to can be read in the other language, and what was typed stays.
  await phone.page.getByRole("radio", { name: "English", exact: true }).click();
  await heading(phone.page, "What the name is used for").waitFor();
  await phone.page.getByRole("radio", { name: "日本語", exact: true }).click();
  await heading(phone.page, "名前の使いみち").waitFor();
  await phone.page.getByLabel("使いみちを読みました。同意します", { exact: true }).check();
  await press(phone.page, "同意して参加する");
  await heading(phone.page, "参加しました").waitFor();
  await look(phone);

  await press(page, "名簿");
  await button(page, "確認する").waitFor();
  await look(officer);
  await lookAtDialog("世帯を登録する");
  await press(page, "もどる");
  await openIncident(page, "訓練", "秋の訓練");
  await page.getByText("しぼりこむ", { exact: true }).click();
  await page.getByText("班ごと", { exact: true }).click();
  await page.getByText("そのほかの操作", { exact: true }).click();
  await look(officer);
  await openHousehold(page, NAME);
  await lookAtDialog("代わりに記録する");
  await lookAtDialog("担当を決める");
  await lookAtDialog("本番に切りかえる");
  await press(page, "画面をかくす");
  await heading(page, "暗証番号をきめてください").waitFor();
  await look(officer);

  await press(phone.page, "ホームへ");
  await checkIn(phone.page, "助けが必要");
  await phone.page.getByText("ひとこと書く", { exact: true }).click();
  await phone.page.getByRole("radio", { name: "ひとりずつ", exact: true }).check();
  await button(phone.page, "この内容で保存する").waitFor();
  await look(phone);
  expect([...new Set(faults)]).toEqual([]);
});

test("a check-in needs no pointer", async () => {
  const relay = await stage.relay();
  const { page } = await stage.device("朝霧 とも", "laptop");
  await foundAssociation(page, relay.url, FOUNDER);
  await openIncident(page, "本番", "ほたる町の地震");
  await page.goto(relay.url);
  await heading(page, "安否を知らせてください").waitFor();
  await tabTo("無事です");
  await page.keyboard.press("Enter");
  await heading(page, "「無事です」と保存しました").waitFor();
  // Whoever cannot see that the buttons are gone is brought to what took their place.
  await eventually("what took their place has the focus", async () => {
    expect(await focusedText()).toBe("「無事です」と保存しました");
    return true;
  });
  await tabTo("まちがえました");
  await page.keyboard.press("Space");
  await button(page, "助けが必要").waitFor();
  await tabTo("助けが必要");
  await page.keyboard.press("Space");
  await heading(page, "「助けが必要」と保存しました").waitFor();

  function focusedText(): Promise<string> {
    return page.evaluate(() => document.activeElement?.textContent?.trim() ?? "");
  }
  async function tabTo(name: string): Promise<void> {
    for (let presses = 0; presses < 40; presses += 1) {
      await page.keyboard.press("Tab");
      if ((await focusedText()) === name) return;
    }
    throw new Error(`the Tab key never comes to ${name}`);
  }
});

/** What is wrong with the screen as it stands; the views of the demo are looked at each by itself. */
async function faultsOf({ page }: Device): Promise<readonly string[]> {
  const faults: string[] = [];
  await expectNoAxeViolations(page).catch((error: unknown) => faults.push(String(error)));
  for (const frame of page.frames()) faults.push(...(await faultsOfSize(frame)));
  const viewport = page.viewportSize();
  if (!viewport) throw new Error("a device has a size");
  // Zooming to 200 % is: half as many CSS pixels across.
  await page.setViewportSize({ width: viewport.width / 2, height: viewport.height });
  for (const frame of page.frames())
    faults.push(...(await faultsOfWidth(frame)).map((fault) => `at 200 %, ${fault}`));
  await page.setViewportSize(viewport);
  return faults;
}
