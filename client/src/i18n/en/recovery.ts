/** English of the recovery kit and of restoring. */
export const en = {
  title: "Recovery kit",
  intro:
    "So that the association goes on if an officer's phone is lost, its key is kept on paper, in parts.",
  facts: "What is prepared",
  notPrinted: "Recovery kit: not printed yet",
  printedAt: "Recovery kit: printed on {{date}}",
  admins: "Phones of lead officers: {{count}} (two are needed)",
  seedHere: "The association's root key: on this phone",
  seedNotHere: "The association's root key: not on this phone; two sheets stand for it",
  printTitle: "Print three sheets",
  printIntro:
    "Any two of three sheets bring the association's key back. One alone does nothing. Three different people should keep them. Each printing is a new set; sheets of two sets do not go together.",
  printFromSheets: "Make a new set from two older sheets",
  make: "Make the recovery kit",
  ready:
    "Three sheets are ready. Print them. Once you leave this screen, the codes cannot be shown again.",
  print: "Print",
  printed: "All three are printed",
  unprinted: "Are the three sheets of this set printed?",
  unprintedWhy:
    "Once you leave this screen, the codes of this set can never be shown again. If you printed them, press “All three are printed” on this screen. If not, you make a new set later; its sheets do not go together with these.",
  stay: "Stay here",
  goOn: "Leave without printing",
  adminTitle: "Add a lead officer",
  adminIntro:
    "With two phones of lead officers, the association goes on with one when the other is lost.",
  toDevices: "Open the list of phones",
  wipeTitle: "Remove the root key from this phone",
  wipeIntro:
    "Once it is on paper, this phone need not hold it. Without it, a thief of this phone cannot take the association over.",
  wipeNotYet: "Possible once the kit is printed and two phones are lead officers'.",
  wipe: "Remove the root key",
  wipeAsk:
    "From then on, two sheets are needed to add or stop a lead officer. Are all three sheets put away?",
  cancel: "Cancel",
  reminder: "The association's key is on this phone only",
  reminderLeft: "Not all is prepared yet for the loss of a phone",
  reminderPrint: "Print the recovery kit.",
  reminderAdmin: "Choose a second lead officer.",
  prepare: "Prepare",
  sheetTitle: "Recovery kit {{number}}/3",
  sheetLabel: "Recovery kit, sheet {{number}}",
  sheetDate: "Printed on {{date}}",
  keep1:
    "This is one of three sheets. Any two bring the association's key back on a new phone. One alone does nothing.",
  keep2:
    "Three people of different homes (chair, vice-chair, treasurer) keep one each, with their important papers. Never two in one place.",
  keep3:
    "Take no photograph. When a sheet is lost or an officer changes, print a new set and cut up all three old sheets.",
  qrLabel: "QR code of sheet {{number}}",
  code: "Code",
  howTo:
    "How to use it: open {{address}} on a new phone and press “Restore from the recovery kit”.",
  keeper: "Kept by:",
  firstSheet: "First sheet",
  secondSheet: "Second sheet",
  codeHint: "Enter all four lines of the code. Capitals, spaces and hyphens do not matter",
  scan: "Scan the QR code: {{sheet}}",
  sheetRead: "{{sheet}} was read (number {{number}})",
  readAgain: "Read again",
  wrongLine: "Line {{line}} is wrong. Please check it",
  wrongCode: "This is not a code of the recovery kit. Please check it",
  restoreTitle: "Restore from the recovery kit",
  restoreIntro:
    "You need two sheets of the kit and a network. This phone becomes a lead officer's.",
  associationName: "Name of the association",
  associationNameHint:
    "As it stands at the top of the sheet. It need not be typed when you scan a QR code.",
  associationIs: "Restoring {{name}}",
  representative: "Name of your household's representative",
  representativeHint: "The household of whoever will use this phone.",
  needName: "Enter the association's name",
  needRepresentative: "Enter the representative's name",
  needSheets: "Enter two sheets of the recovery kit",
  "pair.SameSheet": "This is the first sheet again. Enter one with another number",
  "pair.OtherKit":
    "This is of another set than the first. Enter one printed on the same day. Sheets of two sets do not go together",
  restore: "Restore",
  restoring: "Looking for the association…",
  restoreOffline: "The relay cannot be reached. Try again where there is a network",
  elsewhere: "This association is at another address. Open that one and try again",
  householdTitle: "Choose this phone's household",
  householdIntro:
    "Until then this phone cannot report for its own home. It cannot be changed later.",
  household: "Household",
  chooseHousehold: "Choose",
  takeHousehold: "This household",
  householdsComing:
    "The roster is on its way. When it is here, you can choose. Please wait where there is a network.",
  householdMissing: "If your household is not there, add it to the roster first.",
  toRoster: "Open the roster",
  householdTaken: "This phone's household is set",
  nextStop: "Next, stop the lost phone. Until then it can read what is the association's.",
  toStop: "Stop the lost phone",
  nextPrint: "Then print a new recovery kit of three sheets, and cut up the old ones.",
};
