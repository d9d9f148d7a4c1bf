/**
 * Looks for what a relay must not know in what it holds: its folder's bytes, its log, and what was sent to it. [REL8]
 *
 * A database may compress what it stores, which would hide words from a search of its files: therefore what was sent is
 * searched too, and a control that must be found shows that the search finds anything at all.
 */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { encodeCbor } from "@tomoshibi/shared/base/cbor.ts";
import type { Place } from "@tomoshibi/shared/records/record.ts";

/** Bytes to look at, and how to call them. */
export interface Haystack {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Something that was found although it must not be known. */
export interface Finding {
  readonly where: string;
  readonly secret: string;
}

/** Shorter ones occur by chance: four bytes of UTF-16 stand somewhere in any gigabyte of sealed entries. */
const NEEDLE_BYTES_MIN = 6;
const DEGREE_PARTS = 100_000;

/** Every file of a folder. */
export function filesIn(folder: string): readonly Haystack[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((name) => ({ name, bytes: readFileSync(name) }));
}

/** The ways in which a place could be written: the decimals of a text, and the integers of an entry. */
export function placeTexts({ latitude, longitude }: Place): readonly (string | Buffer)[] {
  const parts = (degrees: number, shift: number) => Math.round((degrees + shift) * DEGREE_PARTS);
  const wire = [parts(latitude, 90), parts(longitude, 180)];
  return [
    `${latitude.toFixed(4)}`,
    `${longitude.toFixed(4)}`,
    Buffer.concat(wire.map((part) => encodeCbor(part))),
  ];
}

/** Finds secrets; texts are looked for in UTF-8 and in UTF-16 of both byte orders. Cost: one pass of each haystack. */
export function findSecrets(
  haystacks: readonly Haystack[],
  secrets: Iterable<string | Buffer>,
): readonly Finding[] {
  const needles = new Map<number, Needle[]>();
  for (const secret of new Set(secrets)) {
    for (const bytes of encodingsOf(secret)) {
      if (bytes.length < NEEDLE_BYTES_MIN) continue;
      const start = bytes.readUInt16BE(0);
      needles.set(start, [...(needles.get(start) ?? []), { bytes, secret: String(secret) }]);
    }
  }
  return haystacks.flatMap(({ name, bytes }) =>
    [...foundIn(bytes, needles)].map((secret) => ({ where: name, secret })),
  );
}

interface Needle {
  readonly bytes: Buffer;
  readonly secret: string;
}

/** Thousands of needles at once: only where two bytes begin one is anything compared. */
function foundIn(bytes: Buffer, needles: ReadonlyMap<number, readonly Needle[]>): Set<string> {
  const begins = new Uint8Array(0x1_00_00);
  for (const start of needles.keys()) begins[start] = 1;
  const found = new Set<string>();
  for (let at = 0; at + 1 < bytes.length; at += 1) {
    const start = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
    if (begins[start] === 0) continue;
    for (const { bytes: needle, secret } of needles.get(start) ?? []) {
      if (bytes.subarray(at, at + needle.length).equals(needle)) found.add(secret);
    }
  }
  return found;
}

function encodingsOf(secret: string | Buffer): readonly Buffer[] {
  if (typeof secret !== "string") return [secret];
  const little = Buffer.from(secret, "utf16le");
  return [Buffer.from(secret, "utf8"), little, Buffer.from(little).swap16()];
}
