/**
 * shared/membership/authority.ts, which computes the authority of the same set once: it is a pure function of the set. [MEM2]
 *
 * A set is known by the sum of its members' hashes, whatever their order, copies of one statement with other signatures apart.
 */
import type { AssociationId } from "@tomoshibi/shared/base/ids.ts";
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import type { VerifySignature } from "@tomoshibi/shared/crypto/sign.ts";
import {
  type Authority,
  type SignatureCache,
  computeAuthority as computeAnew,
} from "@tomoshibi/shared/membership/authority.ts";
import type { Statement } from "@tomoshibi/shared/membership/statement.ts";
import { sha256 } from "./hash.ts";
import { createMemo } from "./memo.ts";
import { verify } from "./sign.ts";

export * from "@tomoshibi/shared/membership/authority.ts";

interface Computed {
  readonly authority: Authority;
  readonly signatures: SignatureCache;
}

const computed = new WeakMap<VerifySignature, ReturnType<typeof createMemo<Computed>>>();

/** Computes all authority from the root down. Shape: `signatures` gets the verdicts it would have got. */
export function computeAuthority(
  association: AssociationId,
  statements: Iterable<Statement>,
  signatures: SignatureCache = new Map(),
  verifySignature: VerifySignature = verify,
): Authority {
  const set = [...statements];
  let known = computed.get(verifySignature);
  if (known === undefined) computed.set(verifySignature, (known = createMemo(SETS_MAX)));
  const found = known(`${association}/${nameOfSet(set)}`, () => {
    const asked = new AskedVerdicts(verdictsBy(verifySignature));
    return {
      authority: computeAnew(association, set, asked, verifySignature),
      signatures: asked,
    };
  });
  for (const [name, verdict] of found.signatures)
    if (!signatures.has(name)) signatures.set(name, verdict);
  return found.authority;
}

/** Sets remembered of one verifier: each takes some 100 bytes for each statement in it. */
const SETS_MAX = 2_000;
const verdictsOf = new WeakMap<VerifySignature, SignatureCache>();

function verdictsBy(verifySignature: VerifySignature): SignatureCache {
  const known = verdictsOf.get(verifySignature) ?? new Map<string, boolean>();
  verdictsOf.set(verifySignature, known);
  if (known.size > VERDICTS_MAX) known.clear();
  return known;
}

/** Verdicts remembered over all sets, beyond which all are forgotten. */
const VERDICTS_MAX = 20_000;

/** The verdicts one set asked for, taken from those of all sets where they are known. */
class AskedVerdicts extends Map<string, boolean> {
  readonly #all: SignatureCache;

  constructor(all: SignatureCache) {
    super();
    this.#all = all;
  }

  override get(name: string): boolean | undefined {
    const verdict = super.get(name) ?? this.#all.get(name);
    if (verdict !== undefined) super.set(name, verdict);
    return verdict;
  }

  override set(name: string, verdict: boolean): this {
    this.#all.set(name, verdict);
    return super.set(name, verdict);
  }
}

/** How many there are, and two sums of 48 bits of their hashes: no two sets of a run share it but by a miracle. */
function nameOfSet(set: readonly Statement[]): string {
  const distinct = new Set(set);
  let [left, right] = [0, 0];
  for (const statement of distinct) {
    const number = numberOf(statement);
    left = (left + number[0]) % MODULUS;
    right = (right + number[1]) % MODULUS;
  }
  return `${distinct.size} ${left} ${right}`;
}

const MODULUS = 2 ** 48;
const numbers = new WeakMap<Statement, readonly [number, number]>();

function numberOf(statement: Statement): readonly [number, number] {
  const known = numbers.get(statement);
  if (known !== undefined) return known;
  const hash = Buffer.from(
    sha256(Buffer.from(`${statement.id}/${bytesToHex(statement.signature)}`)),
  );
  const made = [hash.readUIntBE(0, 6), hash.readUIntBE(6, 6)] as const;
  numbers.set(statement, made);
  return made;
}
