/** `npm run backup -- --data DIR --out FILE`: packs the data folder of a relay that does not run into one file. */
import { runBackUpCommand } from "./lib/back-up.mjs";

await runBackUpCommand("backup", "out");
