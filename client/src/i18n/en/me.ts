/** English texts of "My association". */
export const en = {
  title: "My association",
  association: "Association",
  mark: "Household",
  noMark: "None yet",
  representative: "Representative",
  unconfirmed:
    "No officer has confirmed this device yet. You can use it as it is. Officers see it as unconfirmed",

  officers: "Officers' work",
  desk: "Safety checks",
  roster: "Roster",
  cards: "Invite cards",
  publish: "Publish a circular",

  family: "Names of your family",
  familyHint:
    "One person a line. Used when you report for each person. Only officers and the leader of your group see the names.",
  familySave: "Save the names",
  saved: "Saved on this device",

  answers: "Your answers so far",
  answersHint:
    "What your household said in safety checks that have ended. After a year the officers are asked to erase it.",
  answersEnded: "Ended on {{day}}",
  answersFamily:
    "Answers written on other devices: {{count}} (erased there; ask an officer about what officers wrote)",
  answersErase: "Erase the answers from this device",
  answersAsk:
    "The words and the place also go from the officers' screens and the relay; from devices that are not connected once they are. This cannot be undone.",
  answersKeep: "Keep them",

  before: "See the records from before",
  beforeDetail: "Answers and circulars of when this device was in an association before",

  meet: "Handing over without a network",
  meetDetail: "Hand over reports, or take them along, by QR code or file",

  storage: "This device",
  unsent: "Not sent yet: {{count}}",
  allSent: "All is sent",
  installed: "Added to the home screen",
  notInstalled: "On the home screen, what you entered is less likely to be cleared",
  persistent: "The browser will not clear the data by itself",
  notPersistent: "The browser may clear this app's data when this device runs out of space",
  persist: "Ask the browser not to",
  persistRefused:
    "The browser did not agree. On the home screen, what you entered is less likely to be cleared",
  "trouble.keyMissing": "Some things cannot be read yet",
  "trouble.keyMissingNext":
    "The key to read them has not reached this device. It comes when an officer's device connects. If this stays for days, tell an officer.",
  "trouble.fork": "There seems to be a second copy of this device",
  "trouble.forkNext":
    "Perhaps older data was brought back, or the device was copied. Reports still arrive. If you know of nothing, tell an officer.",
  "trouble.refused": "The relay did not take everything",
  "trouble.refusedNext": "It is still on this device. Please tell an officer.",
  version: "Version {{version}}",

  updateReady: "There is a new version",
  update: "Update",
  "update.applied": "Loading the new version",
  "update.held": "A safety check is open now. Please press again when it has ended",
  "update.failed": "It could not be loaded. Please press again where there is a signal",

  leave: "Leave the association",
  leaveQuestion: "Leave the association?",
  leaveDetail:
    "Officers are told that your household leaves. The names you typed (representative and family) leave the officers’ screens.",
  leaveThen:
    "When an officer then finishes it, your line on the roster, your household’s reports and its messages to the group are erased as well, and this device can read nothing new of the association. Until then it works as before.",
  leaveStays:
    "The counts of past safety checks stay. What is on paper, and copies on devices that never come back, cannot be erased.",
  leaveYes: "Leave the association",
  leaveNo: "Stay",
  leaving:
    "Saved on this device that you leave. It is sent now if there is a network, else with the next connection",
  leavingNext: "Until an officer has finished it, this device works as before.",
  leaveBack: "Stay after all",
};
