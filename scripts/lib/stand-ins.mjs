/**
 * Puts the simulation's stand-ins in the place of modules of the project: the same functions, by OpenSSL where pure JS is
 * slow, remembered over all replicas where they are pure. That they decide alike is quick.test.ts' to prove.
 */
import { inRepository } from "./paths.mjs";

const FOLDER = inRepository("e2e", "simulation", "quick");

/** Stand-in by module. */
const STAND_INS = new Map(
  [
    ["shared/src/base/bytes.ts", "bytes.ts"],
    ["shared/src/base/cbor.ts", "cbor.ts"],
    ["shared/src/crypto/hash.ts", "hash.ts"],
    ["shared/src/crypto/seal.ts", "seal.ts"],
    ["shared/src/crypto/sign.ts", "sign.ts"],
    ["shared/src/crypto/wrap.ts", "wrap.ts"],
    ["shared/src/entry/entry.ts", "entry.ts"],
    ["shared/src/membership/authority.ts", "authority.ts"],
    ["shared/src/membership/signature-name.ts", "signature-name.ts"],
    ["shared/src/membership/statement.ts", "statement.ts"],
    ["shared/src/records/payload.ts", "payload.ts"],
    ["shared/src/sync/judged.ts", "judged.ts"],
    ["sync-server/src/storage/offset.ts", "offset.ts"],
    ["client/src/engine/replica/vault.ts", "vault.ts"],
  ].map(([module, standIn]) => [inRepository(...module.split("/")), `${FOLDER}/${standIn}`]),
);
/** What the stand-ins are made of sees the modules themselves. */
const MAKERS = [`${FOLDER}/`, inRepository("sync-server", "src", "admission", "verifier.ts")];

/** The plugin, for the simulation only. */
export function standIns() {
  return {
    name: "stand-ins",
    enforce: "pre",
    async resolveId(source, importer) {
      if (importer === undefined || MAKERS.some((maker) => importer.startsWith(maker)))
        return undefined;
      const resolved = await this.resolve(source, importer, { skipSelf: true });
      return (resolved && STAND_INS.get(resolved.id)) ?? resolved;
    },
  };
}
