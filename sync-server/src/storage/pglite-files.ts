/**
 * PGlite's files with a real fsync. [REL3]
 *
 * Emscripten's NODEFS has no `fsync`, so Postgres's calls end in nothing: measured, PGlite as it comes acknowledges what a
 * power cut takes away. Emscripten's `fd_sync` calls `stream_ops.fsync` where there is one; its `fdatasync` never does,
 * which is why Postgres must run with `wal_sync_method=fsync`.
 */
import { fdatasyncSync } from "node:fs";
import type { PGlite } from "@electric-sql/pglite";
import { NodeFS } from "@electric-sql/pglite/nodefs";

/** Emscripten's number for an input/output error: Postgres stops at it rather than acknowledge. */
const EIO = 29;

/** An open file of NODEFS, of which only Node's descriptor matters here. */
interface OpenFile {
  readonly nfd: number;
}

/** What Emscripten offers before it runs, beyond what PGlite's types tell. */
interface WithNodeFiles {
  readonly NODEFS: { readonly stream_ops: { fsync?: (file: OpenFile) => number } };
}

/** NODEFS whose fsync reaches the disk; `onSync` is called after each, for proofs and measurements. */
export class SyncedNodeFS extends NodeFS {
  readonly #onSync: () => void;

  constructor(folder: string, onSync: () => void) {
    super(folder);
    this.#onSync = onSync;
  }

  override async init(
    pg: PGlite,
    options: Parameters<NodeFS["init"]>[1],
  ): ReturnType<NodeFS["init"]> {
    const { emscriptenOpts } = await super.init(pg, options);
    const addSync = (module: unknown) => {
      (module as WithNodeFiles).NODEFS.stream_ops.fsync = (file) => this.#sync(file);
    };
    const preRun = [...(emscriptenOpts.preRun ?? []), addSync];
    return { emscriptenOpts: { ...emscriptenOpts, preRun } };
  }

  #sync(file: OpenFile): number {
    try {
      // Data and size, not the time of change: enough to read everything back, and one write less to wait for.
      fdatasyncSync(file.nfd);
    } catch {
      return EIO;
    }
    this.#onSync();
    return 0;
  }
}
