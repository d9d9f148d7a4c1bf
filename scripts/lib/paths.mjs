/** Where things stand in the repository; every script starts from here, whatever folder it was called in. */
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that holds package.json. */
export const repository = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** An absolute path from parts below the repository. */
export const inRepository = (...parts) => join(repository, ...parts);
