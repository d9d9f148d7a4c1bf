/** `npm run restore -- --data DIR --from FILE`: puts a back-up into an empty folder and looks whether it opens. */
import { runBackUpCommand } from "./lib/back-up.mjs";

await runBackUpCommand("restore", "from");
