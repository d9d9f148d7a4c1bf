/**
 * Every screen of the app, and how a person gets there: by the words on the buttons, as in the message catalogue.
 *
 * Order: screens follow one another in one browser; one with `isFresh` begins with an empty profile. A screen that
 * cannot be reached fails the run, so that a picture is never that of another screen.
 */
import type { Page } from "playwright-core";

/** One screen to be looked at. */
export interface Screen {
  /** Name of the picture, without size and ending. */
  readonly name: string;
  /** Whether it begins with an empty profile. */
  readonly isFresh?: boolean;
  /** Goes there from the screen before; `appUrl` is the address of the app. */
  readonly open: (page: Page, appUrl: string) => Promise<void>;
}

/** All screens that are built, in the order in which they are visited. */
export const screens: readonly Screen[] = [
  {
    name: "first-run",
    isFresh: true,
    open: async (page, appUrl) => {
      await page.goto(appUrl);
      await button(page, "招待コードで参加する").waitFor();
    },
  },
  {
    name: "join",
    open: async (page) => {
      await button(page, "招待コードで参加する").click();
      await button(page, "コードを入力する").waitFor();
    },
  },
  {
    name: "founding",
    isFresh: true,
    open: async (page, appUrl) => {
      await page.goto(appUrl);
      await button(page, "町会をつくる").click();
      await page.getByRole("textbox").first().waitFor();
    },
  },
  {
    name: "demo",
    isFresh: true,
    open: async (page, appUrl) => {
      await page.goto(appUrl);
      await button(page, "デモ町会をひらく").click();
      // 256 households are founded on the device itself, which takes a slow machine a while.
      await page.getByText("デモです").first().waitFor({ timeout: 120_000 });
    },
  },
];

function button(page: Page, name: string) {
  return page
    .getByRole("button", { name, exact: true })
    .or(page.getByRole("link", { name, exact: true }));
}
