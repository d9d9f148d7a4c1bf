/** `npm run test:webkit`: a resident's day in WebKit, the engine of every browser on an iPhone; an officer's beside it in Chromium. */
import { requireNode } from "./lib/node-version.mjs";

requireNode();
const { installDependencies } = await import("./lib/install.mjs");
await installDependencies();
const { requireChromium } = await import("./lib/chromium.mjs");
process.env.CHROMIUM_PATH = await requireChromium();
const { requireWebKit } = await import("./lib/webkit.mjs");
process.env.WEBKIT_BROWSER = await requireWebKit();
const { runNodeTool } = await import("./lib/run.mjs");
process.exitCode = await runNodeTool("vitest/vitest.mjs", ["run", "--project", "webkit"]);
