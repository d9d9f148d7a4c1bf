/** Shapes a typed code while it is being typed: as on the card, in groups of four. Forgiving; the engine judges it. */

const GROUP = 4;

/** Capitals in groups of four, whatever width, case or spaces were typed. The text of a QR code is left as it is. */
export function shapeTypedCode(text: string): string {
  const plain = text.normalize("NFKC");
  if (plain.includes(":")) return text;
  const characters = plain.toUpperCase().replace(/[^0-9A-Z]/g, "");
  return characters.match(new RegExp(`.{1,${GROUP}}`, "g"))?.join("-") ?? "";
}
