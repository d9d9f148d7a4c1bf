/** Compares the rules of the protocol with the tests that claim to prove them. Pure. */

const idForm = "[A-Z]{2,5}[0-9]+";
const testTitle = new RegExp(
  String.raw`\b(?:test|it|describe)(?:\.\w+(?:\((?:[^()]|\([^()]*\))*\))?)*\(\s*["'\`]([^"'\`]*)`,
  "g",
);

/**
 * Finds where document and tests disagree.
 *
 * Shape: protocolText is the document; testTexts are { file, text } of test and contract files.
 * Errors: none; each disagreement is a sentence in `problems`.
 */
export function checkSpec({ protocolText, testTexts }) {
  const { rules, duplicates } = rulesOf(protocolText);
  const gaps = gapsOf(protocolText);
  const namedBy = rulesNamedInTitles(testTexts);
  const problems = [
    ...duplicates.map((id) => `docs/protocol.md: ${id} is defined twice`),
    ...gaps
      .filter((id) => !rules.has(id))
      .map((id) => `docs/protocol.md: known gap ${id} is no rule`),
    ...[...rules]
      .filter((id) => !namedBy.has(id) && !gaps.includes(id))
      .map((id) => `docs/protocol.md: ${id} has no test and is not under known gaps`),
    ...[...namedBy]
      .filter(([id]) => !rules.has(id))
      .map(([id, file]) => `${file}: a test names ${id}, which is no rule of docs/protocol.md`),
  ];
  if (rules.size === 0) problems.push("docs/protocol.md: no rule found (they look like **ENT3**)");
  return { problems, tested: [...rules].filter((id) => namedBy.has(id)), gaps };
}

/**
 * Finds lines of the threat model that no test shows.
 *
 * Shape: threatText is docs/threat-model.md; every row of its tables ends with titles of tests in backticks, or long parts of them. What no test
 *        shows stands in the list of what is not promised, which has no table.
 */
export function checkThreats({ threatText, testTexts }) {
  const titles = testTexts.flatMap(({ text }) => titlesIn(text));
  const rows = threatText.split("\n").filter((line) => /^\|(?! *(?:---|can|of) *\|)/.test(line));
  const problems = rows.flatMap((row) => {
    const shown = [
      ...row
        .split("|")
        .at(-2)
        .matchAll(/`([^`]+)`/g),
    ].map(([, title]) => title);
    const what = `docs/threat-model.md: 「${row.slice(2, 62)}…」`;
    if (shown.length === 0) return [`${what} names no test`];
    return shown
      .filter((shownBy) => !titles.some((title) => isNamedBy(title, shownBy)))
      .map((title) => `${what} names a test that is not there: ${title}`);
  });
  if (rows.length === 0) problems.push("docs/threat-model.md: no row found");
  return { problems, threats: rows.length };
}

/** Of a title a part will do that no other test is likely to have. */
const PART_LENGTH_MIN = 25;

function isNamedBy(title, shownBy) {
  return title === shownBy || (shownBy.length >= PART_LENGTH_MIN && title.includes(shownBy));
}

/** Whole titles, whatever quotation marks stand around and within them. */
function titlesIn(text) {
  return [...text.matchAll(/^\s*\.?(?:test|it)(?:\.\w+\([^\n]*?\))?\(\s*(["'`])(.*?)\1,/gm)]
    .concat([...text.matchAll(/^\s*\]?\)?\(\s*(["'`])(.*?)\1,/gm)])
    .map(([, , title]) => title);
}

function rulesOf(text) {
  const found = [...text.matchAll(new RegExp(String.raw`\*\*(${idForm})\*\*`, "g"))].map(
    ([, id]) => id,
  );
  return { rules: new Set(found), duplicates: found.filter((id, at) => found.indexOf(id) !== at) };
}

/** The section "Known gaps" ends at the next heading of its own level or above. */
function gapsOf(text) {
  const heading = /^(#+)[^\n]*known gaps[^\n]*$/im.exec(text);
  if (!heading) return [];
  const after = text.slice(heading.index + heading[0].length);
  const end = after.search(new RegExp(`^#{1,${heading[1].length}} `, "m"));
  const section = end === -1 ? after : after.slice(0, end);
  return [...new Set(section.match(new RegExp(String.raw`\b${idForm}\b`, "g")) ?? [])];
}

function rulesNamedInTitles(testTexts) {
  const namedBy = new Map();
  for (const { file, text } of testTexts)
    for (const [, title] of text.matchAll(testTitle))
      for (const bracket of title.match(/\[[^\]]*\]/g) ?? [])
        for (const id of bracket.match(new RegExp(String.raw`\b${idForm}\b`, "g")) ?? [])
          namedBy.set(id, namedBy.get(id) ?? file);
  return namedBy;
}
