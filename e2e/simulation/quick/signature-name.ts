/** shared/membership/signature-name.ts, which names the same signature once: it is asked for whenever authority is computed. */
import { signatureName as nameAnew } from "@tomoshibi/shared/membership/signature-name.ts";
import type { Statement } from "@tomoshibi/shared/membership/statement.ts";

interface Named {
  readonly signKey: Uint8Array;
  readonly name: string;
}

const names = new WeakMap<Statement, Named[]>();

/** Names a statement's signature together with a key. */
export function signatureName(statement: Statement, signKey: Uint8Array): string {
  let known = names.get(statement);
  if (known === undefined) names.set(statement, (known = []));
  for (const one of known) if (one.signKey === signKey) return one.name;
  const name = nameAnew(statement, signKey);
  known.push({ signKey, name });
  return name;
}
