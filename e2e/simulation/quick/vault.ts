/** client/engine/replica/vault.ts without encryption: the store of a simulation has no thief, and WebCrypto waits for a thread. */
import type { Sealed, Vault } from "@tomoshibi/client/engine/replica/vault.ts";

export type * from "@tomoshibi/client/engine/replica/vault.ts";

const NO_NONCE = new Uint8Array(0);

/** Opens a vault that hides nothing. */
export function openVault(): Promise<Vault> {
  return Promise.resolve({
    seal: (plain: Uint8Array) => Promise.resolve({ nonce: NO_NONCE, box: plain }),
    open: (sealed: unknown) => Promise.resolve((sealed as Sealed | undefined)?.box),
  });
}
