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
