/** Finds the PostgreSQL programs that tests start servers with, and installs Debian's where none are. */
import { existsSync, readdirSync } from "node:fs";
import { installFromDebian } from "./debian.mjs";
import { giveUp } from "./say.mjs";

const debianFolder = "/usr/lib/postgresql";
const otherPlaces = ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"];

/** The folder of initdb and postgres: POSTGRES_BIN if set, else Debian's newest, else the usual places of others. */
export function findPostgres() {
  const versions = existsSync(debianFolder) ? readdirSync(debianFolder) : [];
  const places = process.env.POSTGRES_BIN
    ? [process.env.POSTGRES_BIN]
    : [
        ...versions
          .toSorted((left, right) => Number(right) - Number(left))
          .map((version) => `${debianFolder}/${version}/bin`),
        ...otherPlaces,
      ];
  return places.find((place) => existsSync(`${place}/initdb`) && existsSync(`${place}/postgres`));
}

/** Makes sure that there are programs; ends the script with one sentence if there cannot be. */
export async function requirePostgres() {
  if (!findPostgres() && !process.env.POSTGRES_BIN)
    await installFromDebian("PostgreSQL", ["postgresql"]);
  const folder = findPostgres();
  if (folder) return folder;
  return giveUp(
    "PostgreSQL のプログラムがありません。PostgreSQL を入れるか、POSTGRES_BIN に initdb のあるフォルダを書いてください",
    "no PostgreSQL programs found: install PostgreSQL (Debian: sudo apt-get install postgresql), or set POSTGRES_BIN to the folder of initdb",
  );
}
