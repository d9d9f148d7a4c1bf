/**
 * A phone with WebKit, the engine of every browser on an iPhone: WebKitGTK's, driven by its WebDriver on a screen that nobody
 * sees. What differs on a real iPhone (Safari around it, iOS below it) it cannot show.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { Builder, By, type WebDriver, type WebElement, until } from "selenium-webdriver";
import { eventually } from "../browser/support/eventually.ts";
import { findFreePort } from "../browser/support/relay.ts";

/** A phone that shows one page; every step waits for what it needs. */
export interface WebKitPhone {
  /** Opens an address with the interface in Japanese. */
  open(url: string): Promise<void>;
  press(name: string): Promise<void>;
  /** Fills the field, or ticks the box, with this label. */
  fill(label: string, text: string): Promise<void>;
  tick(label: string): Promise<void>;
  /** Waits until these words stand on the screen. */
  see(words: string): Promise<void>;
  isShown(words: string): Promise<boolean>;
  /** Runs a function body in the page that returns a promise; answers what that comes to. */
  run<Answer>(body: string): Promise<Answer>;
  text(): Promise<string>;
  dispose(): Promise<void>;
}

/** Where Debian's packages put the browser that WebKit's driver starts. */
const BROWSER = process.env["WEBKIT_BROWSER"] ?? "";
const WAIT_MS = 60_000;
const PHONE = { width: 390, height: 844, x: 0, y: 0 };

/** Starts a phone. Errors: rejects when Xvfb or the driver cannot be started. */
export async function openWebKitPhone(): Promise<WebKitPhone> {
  const screen = spawn("Xvfb", ["-displayfd", "1", "-screen", "0", "800x1000x24"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [display] = (await once(screen.stdout, "data")) as [Buffer];
  const port = await findFreePort();
  const driver = spawn("WebKitWebDriver", [`--port=${port}`], {
    stdio: "ignore",
    env: { ...process.env, DISPLAY: `:${display.toString().trim()}` },
  });
  const server = `http://127.0.0.1:${port}`;
  await eventually("WebKit's driver answers", async () => (await fetch(`${server}/status`)).ok);
  const browser = await new Builder()
    .usingServer(server)
    .withCapabilities({
      browserName: "MiniBrowser",
      "webkitgtk:browserOptions": { binary: BROWSER, args: ["--automation"] },
    })
    .build();
  await browser.manage().window().setRect(PHONE);
  return phoneWith(browser, [driver, screen]);
}

function phoneWith(browser: WebDriver, processes: readonly ChildProcess[]): WebKitPhone {
  const find = async (xpath: string): Promise<WebElement> => {
    const found = await browser.wait(until.elementLocated(By.xpath(xpath)), WAIT_MS, xpath);
    return browser.wait(until.elementIsVisible(found), WAIT_MS, xpath);
  };
  const fieldOf = async (label: string): Promise<WebElement> => {
    const element = await find(`//label[contains(normalize-space(.), ${quoted(label)})]`);
    const id = await element.getAttribute("for");
    return id ? find(`//*[@id=${quoted(id)}]`) : element.findElement(By.css("input"));
  };
  const text = () => browser.findElement(By.css("body")).getText();
  const isShown = async (words: string) => (await text()).includes(words);
  return {
    async open(url) {
      // A page of the same origin without the app: its language is chosen before it starts.
      await browser.get(`${url}/icon.svg`);
      await browser.executeScript(`localStorage.setItem("tomoshibi-language", "ja")`);
      await browser.get(url);
    },
    async press(name) {
      const words = `normalize-space(.)=${quoted(name)}`;
      const button = await find(`//*[self::button or self::a or self::summary][${words}]`);
      await browser.wait(until.elementIsEnabled(button), WAIT_MS, name);
      await button.click();
    },
    async fill(label, typed) {
      const field = await fieldOf(label);
      await field.clear();
      await field.sendKeys(typed);
    },
    async tick(label) {
      await (await fieldOf(label)).click();
    },
    see: (words) => eventually(`「${words}」 on the screen`, () => isShown(words), WAIT_MS).then(),
    isShown,
    run: (body) => browser.executeAsyncScript(`(async () => { ${body} })().then(arguments[0])`),
    text,
    async dispose() {
      await browser.quit().catch(() => undefined);
      for (const process of processes) process.kill();
    },
  };
}

/** A string in an XPath expression, which has no escapes; no label holds a double quote. */
function quoted(words: string): string {
  return `"${words}"`;
}
