/**
 * A Vite plugin that leaves a .br and a .gz beside each file of the built app.
 *
 * The relay then sends bytes that are ready: a Raspberry Pi in a shelter must not compress for each visitor.
 */
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, constants, gzip } from "node:zlib";

const compressible = /\.(html|js|css|svg|json|webmanifest|wasm|txt)$/;
/** Brotli's best level takes ten seconds a megabyte; above this size the level before last does. */
const bestLevelBytesMax = 1_000_000;

/** Compresses what the build wrote, the service worker included, which is why it must stand after the PWA plugin. */
export function precompress() {
  let folder = "";
  return {
    name: "tomoshibi:precompress",
    apply: "build",
    configResolved(config) {
      folder = join(config.root, config.build.outDir);
    },
    closeBundle: {
      order: "post",
      sequential: true,
      async handler() {
        const entries = await readdir(folder, { recursive: true, withFileTypes: true });
        const files = entries.filter((entry) => entry.isFile() && compressible.test(entry.name));
        await Promise.all(files.map((entry) => compressBeside(join(entry.parentPath, entry.name))));
      },
    },
  };
}

/** The size that the relay sends for these bytes. */
export async function brotliBytes(bytes) {
  return (await toBrotli(bytes)).length;
}

/** What another build before this one compressed is not compressed again. */
async function compressBeside(file) {
  if (await isOlder(file, `${file}.gz`)) return;
  const bytes = await readFile(file);
  await writeFile(`${file}.br`, await toBrotli(bytes));
  await writeFile(`${file}.gz`, await promisify(gzip)(bytes, { level: 9 }));
}

async function isOlder(file, made) {
  const [before, after] = await Promise.all([stat(file), stat(made).catch(() => undefined)]);
  return after !== undefined && before.mtimeMs < after.mtimeMs;
}

function toBrotli(bytes) {
  const quality = bytes.length > bestLevelBytesMax ? 9 : constants.BROTLI_MAX_QUALITY;
  return promisify(brotliCompress)(bytes, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: quality,
      [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
    },
  });
}
