/** English of the list of devices and of what stopped devices reported. */
export const en = {
  title: "Phones",
  intro:
    "Phones and computers with the app. Stop a lost one here. If a household has two and you cannot tell which, stop both.",
  toHeld: "See reports from stopped phones",
  search: "Find a household",
  none: "No household matches. Search by name, or by a number such as 3-12",
  noHousehold: "Phones without a household",
  device: "Phone {{number}}",
  comma: ", ",
  own: "this phone",
  stopped: "stopped",
  unconfirmed: "not confirmed",
  "rank.admin": "lead officer",
  "rank.officer": "officer",
  "rank.member": "resident",
  stop: "Stop",
  makeOfficer: "Make an officer",
  makeAdmin: "Make a lead officer",
  newCard: "Show an invite code",
  cancel: "Cancel",
  close: "Close",
  working: "Changing keys…",
  stopTitle: "Stop a phone of {{mark}} {{name}}?",
  stopReports:
    "Its reports so far stay. Later ones are not on the board until an officer has looked.",
  stopKeys: "Keys are changed. The phone cannot read what comes from now on.",
  stopCards:
    "This household's invite card ends. It gets in again by a new card or by “Show an invite code”.",
  stopCopies: "What is on the phone already cannot be erased from afar.",
  stopOffline: "This works without a network, and reaches other phones at the next contact.",
  stoppedNow: "Stopped the phone of {{mark}} {{name}}",
  stoppedNext: "Saved on this phone. A new phone gets in by “Show an invite code”.",
  officerMay:
    "An officer reads the roster and every household's reports, records for others, and confirms phones.",
  adminMay: "A lead officer adds and stops officers. The association's root key decides this.",
  appointSure:
    "Have you seen for yourself that it is this person's phone? To end it, stop the phone.",
  needSheets: "This takes the association's root key. Enter two sheets of the recovery kit.",
  cardTitle: "Invite code of {{mark}}",
  cardAsk: "Show it when somebody of the household is with you. The earlier card ends.",
  showCard: "Show",
  cardHow:
    "On their phone, open {{address}}, choose “Join with an invite code” and scan this. Once closed, it cannot be shown again.",
  qrLabel: "QR code of {{mark}}",
  heldTitle: "Reports from stopped phones",
  heldIntro:
    "These came after the phone was stopped. It is not known who wrote them, so they are not on the board. Check by telephone or visit, and take over only what is right.",
  heldNone: "None now",
  heldTimes: "Reported {{reported}} / arrived {{arrived}}",
  adopt: "Put it on the board as an officer's record",
  adopted: "Saved as an officer's record",
};
