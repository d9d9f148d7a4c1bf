/** `npm run build`: builds the app and the relay, each only if its sources changed. */
import { requireNode } from "./lib/node-version.mjs";

requireNode();
const { installDependencies } = await import("./lib/install.mjs");
const { buildWhatChanged } = await import("./lib/build.mjs");

await installDependencies();
await buildWhatChanged();
