/**
 * What the simulation's own book knows of documents: what was typed, what was withdrawn, what devices held before it was erased. It
 * asks nothing that is under test whether it is true.
 */
import type { Command } from "@tomoshibi/client/engine/commands.ts";
import type { EntryRow } from "@tomoshibi/client/engine/store/rows.ts";
import type { CircularId, DeviceId, EntryId } from "@tomoshibi/shared/base/ids.ts";
import { Automerge } from "@tomoshibi/shared/documents/automerge.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { decodePayload } from "@tomoshibi/shared/records/payload.ts";
import type { Payload } from "@tomoshibi/shared/records/record.ts";

/** A word of an officer's that some device held. */
export interface Word {
  readonly entryId: EntryId;
  readonly author: DeviceId;
  readonly stream: StreamName;
  readonly payload: Payload;
}

/** A field that a change writes. */
export interface Written {
  readonly owner: string;
  readonly field: string;
  readonly value: unknown;
}

/** The book of documents. */
export interface DocumentBook {
  /** What each circular says. */
  readonly circulars: Map<CircularId, { readonly title: string; readonly body: string }>;
  /** Circulars that somebody withdrew, or left out when they came late. */
  readonly withdrawn: Set<string>;
  /** Households that an officer entered in the roster, by number: each once, so that nothing overwrites it. */
  readonly lines: Map<number, string>;
  /** Of those, which somebody took off again, or left out when they came late. */
  readonly unlined: Set<string>;
  /** What was said where documents are, as long as some device held it. */
  readonly words: Map<EntryId, Word>;
  /** Whoever types says it here first: a device that goes off may have kept it. */
  typed(command: Command): void;
  /** Looks at what a device holds. */
  look(rows: readonly EntryRow[]): void;
}

/** Opens an empty one. */
export function createDocumentBook(): DocumentBook {
  const book: DocumentBook = {
    ...{ circulars: new Map(), withdrawn: new Set(), lines: new Map(), unlined: new Set() },
    words: new Map(),
    typed(command) {
      if (command.type === "publishCircular") {
        const { circular, title, body } = command;
        book.circulars.set(circular, { title, body });
      }
      if (command.type === "withdrawCircular") book.withdrawn.add(command.circular);
      if (command.type === "removeHousehold") book.unlined.add(String(command.number));
      if (command.type === "saveHouseholds")
        for (const { number, name } of command.households)
          if (number !== undefined) book.lines.set(number, name);
    },
    look(rows) {
      for (const { entryId, author, stream, payload } of rows) {
        if (payload === undefined || !holdsDocuments(stream) || book.words.has(entryId)) continue;
        const said = decodePayload(payload);
        if (said !== undefined && said.kind !== "unknown")
          book.words.set(entryId, { entryId, author, stream, payload: said });
      }
    },
  };
  return book;
}

/** Where documents are. */
export function holdsDocuments(stream: StreamName): boolean {
  return stream === "members" || stream === "officers";
}

const read = new WeakMap<Word, readonly Written[]>();

/** What a word writes into a document; nothing, if it is no change. */
export function writtenIn(word: Word): readonly Written[] {
  const known = read.get(word);
  if (known !== undefined) return known;
  const changes = word.payload.kind === "documentChanged" ? word.payload.changes : [];
  const written = changes.flatMap(writtenBy);
  read.set(word, written);
  return written;
}

function writtenBy(change: Uint8Array): readonly Written[] {
  try {
    const { ops } = Automerge.decodeChange(change);
    return ops.flatMap((op) => {
      const { key = "", value } = op as { readonly key?: string; readonly value?: unknown };
      const slash = key.lastIndexOf("/");
      return slash < 1 ? [] : [{ owner: key.slice(0, slash), field: key.slice(slash + 1), value }];
    });
  } catch {
    return [];
  }
}
