/** Automerge changes as a lying or broken officer's device might write them: rightly sealed and signed, and nonsense inside. [DOC1] */
import { concatBytes, utf8ToBytes } from "@tomoshibi/shared/base/bytes.ts";
import { sha256 } from "@tomoshibi/shared/crypto/hash.ts";
import { applyAncestors } from "@tomoshibi/shared/documents/ancestors.ts";
import { saveHouseholds } from "@tomoshibi/shared/documents/roster/roster.ts";
import {
  type FieldDocument,
  actorOf,
  applyChanges,
  editDocument,
  fieldsByOwner,
  loadDocument,
  openDocument,
  saveDocument,
} from "@tomoshibi/shared/documents/field-document.ts";
import { stateOf } from "@tomoshibi/client/engine/replica/document-tool.ts";
import type { DeviceId } from "@tomoshibi/shared/base/ids.ts";
import type { SeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import { mutateBytes, pick } from "./mutate.ts";
import { type Target, withoutParts } from "./target.ts";

const ACTOR = actorOf("0123456789abcdef" as DeviceId, new Uint8Array(8).fill(1));
const OTHER = actorOf("fedcba9876543210" as DeviceId, new Uint8Array(8).fill(2));

/** The target; documents are loaded. */
export function documentTargets(): readonly Target[] {
  const honest = writeRoster();
  const expected = said(openDocument("roster", ACTOR, honest).document);
  const corpus = [
    ...honest,
    ...writeRoster(OTHER),
    saveDocument(openDocument("roster", ACTOR, honest).document),
  ];
  return [
    {
      name: "document",
      covers: [
        "shared/src/documents/field-document.ts#openDocument",
        "shared/src/documents/field-document.ts#loadDocument",
        "shared/src/documents/field-document.ts#readChange",
      ],
      weight: 40,
      generate(random, found) {
        const base = pick(random, found.length > 0 && random.int(0, 1) === 0 ? found : corpus);
        const mutated = mutateBytes(random, base, pick(random, corpus));
        return random.int(0, 3) === 0 ? mutated : withChecksum(mutated);
      },
      check: (input) => complaintAboutChange(honest, expected, input),
      shorter: (input) => withoutParts(input),
    },
  ];
}

function complaintAboutChange(
  honest: readonly Uint8Array[],
  expected: string,
  input: Uint8Array,
): string | undefined {
  const opened = openDocument("roster", ACTOR, [...honest.slice(0, 1), input]);
  const { document } = applyChanges(opened.document, [...opened.waiting, ...honest]);
  // Whatever it holds, it is projected without a fault, and written on.
  said(document);
  const edited = editDocument(document, [{ owner: "9", fields: { name: "試験" } }]);
  if (!edited.ok) return "a document that nobody can edit any more";
  if (loadDocument("roster", ACTOR, input) !== undefined && input[8] !== 0)
    return "a change passes for a document";
  // What others stand on is found beside it, and it is taken for no such thing. [DOC2]
  const built = applyAncestors(openDocument("roster", ACTOR, honest.slice(1)), [input, ...honest]);
  if (said(built.document) !== expected) return "what a change stands on is not found beside it";
  // Other documents of the process are as they were: the WebAssembly is whole.
  const other = said(openDocument("roster", ACTOR, honest).document);
  return other === expected ? undefined : "one bad change spoils other documents";
}

/** Changes of the roster by one device of an officer. */
export function writeRoster(actor: string = ACTOR): readonly Uint8Array[] {
  let { document } = openDocument("roster", actor);
  const changes: Uint8Array[] = [];
  for (const number of [12, 13]) {
    const edit = { number, name: `試験 ${number}`, group: 1, indexInGroup: number, phone: "" };
    const saved = saveHouseholds(document, [edit]);
    if (!saved.ok) throw new Error("Broken invariant: a household is saved");
    document = saved.value.document;
    changes.push(...saved.value.changes);
  }
  return changes;
}

function said(document: FieldDocument): string {
  return JSON.stringify([
    stateOf(document),
    [...fieldsByOwner(document)].map(([owner, fields]) => [owner, ...fields]),
  ]);
}

/** A chunk of Automerge begins with 4 magic bytes and the first 4 of the hash of what follows. */
function withChecksum(chunk: Uint8Array): Uint8Array {
  if (chunk.length < 9) return concatBytes(chunk, utf8ToBytes("too short"));
  const rest = chunk.slice(8);
  return concatBytes(Uint8Array.of(0x85, 0x6f, 0x4a, 0x83), sha256(rest).slice(0, 4), rest);
}

/** For the apply path: a change with something else in it, and a checksum that is right. */
export function mutateChange(random: SeededRandom, change: Uint8Array): Uint8Array {
  return withChecksum(mutateBytes(random, change, change));
}
