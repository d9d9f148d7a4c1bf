/**
 * The only door to Automerge. Its WebAssembly is loaded by the host, once, before any document is opened; checking in never
 * needs it.
 *
 * Why `/slim`: the other entries bring 3.6 MB of WebAssembly along by themselves; this one waits for {@link initializeDocuments},
 * in Node and in browsers alike.
 */
import * as Automerge from "@automerge/automerge/slim";

export { Automerge };

/** WebAssembly as the host has it: bytes, a compiled module, or (in browsers) a response or URL that is being fetched. */
export type DocumentsWasm = Parameters<typeof Automerge.initializeWasm>[0];

/**
 * Makes documents usable. In a browser's worker under Vite the host passes
 * `new URL(wasmUrl, location.href)` or `fetch(wasmUrl)`, with `import wasmUrl from "@automerge/automerge/automerge.wasm?url"`;
 * in Node the file's bytes.
 *
 * Errors: rejects when the WebAssembly cannot be loaded; may be called again.
 */
export async function initializeDocuments(wasm: DocumentsWasm): Promise<void> {
  if (!Automerge.isWasmInitialized()) await Automerge.initializeWasm(wasm);
}

/** Tells whether documents can be opened yet. */
export function areDocumentsReady(): boolean {
  return Automerge.isWasmInitialized();
}
