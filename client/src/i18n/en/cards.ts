/** Words of invite cards, in English. */
export const en = {
  title: "Invite cards",
  which: "Which households?",
  all: "All households ({{count}})",
  withoutDevice: "Households without the app ({{count}})",
  oneGroup: "Group {{group}} ({{count}})",
  one: "{{mark}} {{name}}",
  make: "Make cards",
  working: "Making {{count}} cards…",
  reprint:
    "Earlier cards of these households stop working. Who has joined already is not affected.",
  ready:
    "{{count}} cards are ready. Print them now: once this page closes the codes cannot be shown again.",
  offline: "No network. Try again when you are connected",
  unreachable:
    "Other people's phones cannot open this address. Make the cards to hand out at one that begins with https://",
  print: "Print",
  sizeTitle: "Paper",
  sizeA6: "A6, one a sheet",
  sizeA4: "A4, four a sheet",
  back: "Back",
  cardTitle: "{{association}} invite card",
  forHousehold: "For household “{{mark}}”",
  step1: "Open {{address}} on your phone",
  step2: "Press “Join with an invite code” and scan the QR code (or type the code below)",
  step3: "Enter your group and your household's representative, and join",
  code: "Invite code",
  keep: "Show this card to nobody else. If you lose it, tell an officer.",
  qrLabel: "QR code of {{mark}}",
};
