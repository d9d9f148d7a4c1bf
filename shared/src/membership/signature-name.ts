/** Names of signatures, by which verdicts on them are remembered. */
import { bytesToHex } from "../base/bytes.ts";
import type { Statement } from "./statement.ts";

/** Names a statement's signature together with the key it might be by. Shape: begins with the statement's id. */
export function signatureName({ id, signature }: Statement, signKey: Uint8Array): string {
  return `${id}/${bytesToHex(signature)}/${bytesToHex(signKey)}`;
}
