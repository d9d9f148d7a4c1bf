/** English texts of meeting without a relay. */
export const en = {
  title: "Handing over without a network",
  intro: "Reports go from device to device by QR code or file.",

  showTitle: "Show this screen",
  showDetail:
    "An officer or a neighbour reads it in the app, under “Handing over without a network”. Only officers can open it.",
  qrLabel: "QR code of the report",
  nothingToShow: "There is no report to hand over",
  tooLong: "It does not fit a QR code. Hand it over as a file: “Handing over without a network”",
  leftOut: "{{count}} reports do not fit the QR code. A file takes all of them",
  leftOut_one: "{{count}} report does not fit the QR code. A file takes all of them",
  readBack: "Read the officer's receipt",
  withoutCamera: "Without a camera",
  qrText: "Text of the QR code",
  copy: "Copy the text",
  copied: "Copied",

  scan: "Scan a QR code",
  scanNext: "Scan the next one",
  pasteLabel: "Paste the text of a QR code",
  take: "Take in the text",
  taking: "Taking it in",

  files: "Files",
  filesDetail:
    "All reports on this device, still sealed. Hand it over on a USB stick or by sharing.",
  pack: "Take out as a file",
  fileName: "reports-{{date}}.tomoshibi",
  packed: "The file is made",
  packFailed: "The file could not be made",
  takeFile: "Take in a file",

  taken: "{{count}} reports received",
  taken_one: "{{count}} report received",
  takenOne: "{{mark}} {{name}}",
  takenUnknown: "Household not known yet",
  "status.safe": "Safe",
  "status.contact": "Wants contact",
  "status.help": "Wants support",
  others: "{{count}} other records taken in",
  others_one: "{{count}} other record taken in",
  carried: "{{count}} taken along. They are delivered when there is a network",
  carried_one: "{{count}} taken along. It is delivered when there is a network",
  kept: "{{count}} cannot be checked on this device yet. They are delivered when there is a network",
  kept_one:
    "{{count}} cannot be checked on this device yet. It is delivered when there is a network",
  leftBehind: "No room: {{count}} could not be taken along",
  damaged: "{{count}} were damaged and could not be read",
  damaged_one: "{{count}} was damaged and could not be read",
  known: "Received already",
  received: "It has reached an officer's device",
  unreadable:
    "It could not be read. Is it the QR code or file of a safety report? Nothing was changed",
  otherAssociation: "It belongs to another association. Nothing was taken in",
  tooLarge: "The file is too large (16 MB at most). Nothing was taken in",
  showReceipt: "Show the receipt",
  receiptTitle: "QR code of the receipt",
  receiptDetail:
    "Whoever reported reads it in the app, which then says “It has reached an officer's device”.",
  receiptLabel: "QR code of the receipt",
  receiptTooLong:
    "The receipt does not fit a QR code. It reaches whoever reported when there is a network",

  carrying: "{{count}} reports carried for others",
  carrying_one: "{{count}} report carried for others",
  carryingAtRelay: "{{count}} have reached the relay",
  carryingAtRelay_one: "{{count}} has reached the relay",
  carryingNone: "Nothing is carried for others",
  carryingDetail: "They are other people's reports. You cannot read them.",
};
