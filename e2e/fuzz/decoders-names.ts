/** Decoders of names and numbers that come as text: each has one form. [G13] */
import { decodeBase45, encodeBase45 } from "@tomoshibi/shared/base/base45.ts";
import { bytesToHex, decodeHex } from "@tomoshibi/shared/base/bytes.ts";
import { ID_BYTES, parseId } from "@tomoshibi/shared/base/ids.ts";
import { readSymbols, writeSymbols } from "@tomoshibi/shared/base/typed-symbols.ts";
import { parseStreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { parseDocumentName } from "@tomoshibi/shared/records/fields.ts";
import { checkHealth } from "@tomoshibi/shared/relay-api/health.ts";
import type { Cast } from "./corpus.ts";
import { textTarget } from "./decoder-target.ts";
import type { Target } from "./target.ts";

/** The targets. */
export function nameTargets({ world }: Cast): readonly Target[] {
  const ids = [world.association, world.founder.keys.device, "ab".repeat(32), "00".repeat(8)];
  return [
    base45Target(),
    hexTarget(ids),
    streamNameTarget(world.founder.keys.device),
    symbolsTarget(),
    healthTarget(),
  ];
}

function base45Target(): Target {
  return textTarget({
    name: "base45",
    covers: ["shared/src/base/base45.ts#decodeBase45"],
    corpus: ["QED8WEX0", "BB8", "%69 VD92EX0", "", ":::"],
    check(text) {
      const bytes = decodeBase45(text);
      return bytes === undefined || encodeBase45(bytes) === text
        ? undefined
        : "text that decodes is not what is written for its bytes";
    },
  });
}

function hexTarget(ids: readonly string[]): Target {
  return textTarget({
    name: "hex",
    covers: ["shared/src/base/bytes.ts#decodeHex", "shared/src/base/ids.ts#parseId"],
    corpus: [...ids, ...ids.map((id) => id.toUpperCase())],
    check(text) {
      const bytes = decodeHex(text, text.length / 2);
      if (bytes !== undefined && bytesToHex(bytes) !== text) return "hex in two forms";
      const kinds = Object.keys(ID_BYTES) as (keyof typeof ID_BYTES)[];
      const kind = kinds.find((each) => {
        const id = parseId(each, text);
        return id !== undefined && (id !== text || id.length !== 2 * ID_BYTES[each]);
      });
      return kind && `an id of a ${kind} in another form`;
    },
  });
}

function streamNameTarget(device: string): Target {
  return textTarget({
    name: "stream name",
    covers: [
      "shared/src/entry/stream-name.ts#parseStreamName",
      "shared/src/records/fields.ts#parseDocumentName",
    ],
    corpus: ["members", "household/12", "group/99999", `mailbox/${device}`, "circulars/2026"],
    check(text) {
      const name = parseStreamName(text) ?? parseDocumentName(text);
      if (name === undefined) return undefined;
      return name === text && /^[\w/]{1,64}$/.test(name) ? undefined : "a name in another form";
    },
  });
}

function symbolsTarget(): Target {
  return textTarget({
    name: "typed symbols",
    covers: ["shared/src/base/typed-symbols.ts#readSymbols"],
    corpus: ["0123-4567-89AB-CDEF-GHJT", "０１２３ｰ４５６７", "OIL0"],
    check(text) {
      const read = readSymbols(text);
      if (!read.ok) return undefined;
      const again = readSymbols(writeSymbols(read.value));
      return again.ok && again.value.join() === read.value.join()
        ? undefined
        : "symbols read otherwise when written";
    },
  });
}

function healthTarget(): Target {
  return textTarget({
    name: "health answer",
    covers: [],
    corpus: [JSON.stringify({ relayKey: "aa".repeat(32), signature: "bb".repeat(64) }), "[]"],
    check(text) {
      let body: unknown;
      try {
        body = JSON.parse(text);
      } catch {
        body = text;
      }
      return checkHealth(body, new Uint8Array(16)) && "a signature nobody made";
    },
  });
}
