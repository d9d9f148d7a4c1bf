/** Makes targets of decoders: one for bytes, one for text. */
import type { SeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import { mutateBytes, mutateText, pick } from "./mutate.ts";
import { type Target, withoutParts } from "./target.ts";

/** What a decoder's target needs; a weight only where one input takes more than some tenths of a millisecond. */
interface Decoder<Input> {
  readonly name: string;
  readonly covers: readonly string[];
  readonly corpus: readonly Input[];
  readonly weight?: number;
  check(input: Input): Promise<string | undefined> | string | undefined;
}

/** A decoder of bytes. */
export function bytesTarget({ weight = 1, corpus, ...decoder }: Decoder<Uint8Array>): Target {
  return {
    ...decoder,
    weight,
    generate: (random, found) =>
      mutateBytes(random, base(random, corpus, found), pick(random, corpus)),
    shorter: (input) => withoutParts(input),
  };
}

/** A decoder of text. Its inputs are UTF-16, so that halves of characters can be among them. */
export function textTarget({ weight = 1, corpus, ...decoder }: Decoder<string>): Target {
  return {
    ...decoder,
    weight,
    generate(random, found) {
      const text = base(random, corpus, found.map(toText));
      return toUnits(mutateText(random, text, pick(random, corpus)));
    },
    check: (input) => decoder.check(toText(input)),
    shorter: (input) => withoutParts(input, 2),
  };
}

/** Text as UTF-16, low byte first. */
export function toUnits(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length * 2 }, (_, at) =>
    at % 2 === 0 ? text.charCodeAt(at / 2) & 0xff : text.charCodeAt((at - 1) / 2) >> 8,
  );
}

/** The text of such bytes. */
export function toText(units: Uint8Array): string {
  let text = "";
  for (let at = 0; at + 1 < units.length; at += 2)
    text += String.fromCharCode((units[at] ?? 0) | ((units[at + 1] ?? 0) << 8));
  return text;
}

/** Says that two byte strings differ. */
export function differ(what: string, left: Uint8Array, right: Uint8Array): string | undefined {
  return Buffer.compare(left, right) === 0 ? undefined : `${what} is not what was decoded`;
}

/** Half of what is mutated further comes from what reached something new, where there is any. */
function base<Input>(
  random: SeededRandom,
  corpus: readonly Input[],
  found: readonly Input[],
): Input {
  return pick(random, found.length > 0 && random.int(0, 1) === 0 ? found : corpus);
}
