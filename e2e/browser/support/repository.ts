/** Where the repository stands. */
import { fileURLToPath } from "node:url";

/** An absolute path from one below the folder that holds package.json. */
export const inRepository = (path: string): string =>
  fileURLToPath(new URL(`../../../${path}`, import.meta.url));
