/** What a screen to be looked at is, and how its way there is walked. */
import type { Page } from "playwright-core";
import type { PaperCard } from "./people.ts";

/** One screen to be looked at. */
export interface Screen {
  /** Name of the picture, without size and ending. */
  readonly name: string;
  /** Whether it begins with an empty profile. */
  readonly isFresh?: boolean;
  /** Goes there from the screen before; `appUrl` is the address of the app. */
  readonly open: (page: Page, appUrl: string) => Promise<void>;
}

/** The card that the officer's browser shows and the next resident's types: as far as it has come. */
export const paper: { card: PaperCard } = { card: { mark: "", code: "" } };

/** A button, or a link that looks like one: people do not tell them apart. */
export function control(page: Page, name: string) {
  const named = { name, exact: true };
  return page.getByRole("button", named).or(page.getByRole("link", named)).first();
}

/** A heading that holds these words. */
export function heading(page: Page, name: string) {
  return page.getByRole("heading", { name }).first();
}

/** A text that holds these words. */
export function text(page: Page, content: string) {
  return page.getByText(content).first();
}
