/** What scripts tell a person: one line, Japanese first, then English. */

/** Tells how far a script has come. */
export const say = (japanese, english) => process.stdout.write(`${japanese} / ${english}\n`);

/** Tells in one line why a script cannot go on, and ends it. */
export function giveUp(japanese, english, exitCode = 1) {
  process.stderr.write(`${japanese} / ${english}\n`);
  process.exit(exitCode);
}
