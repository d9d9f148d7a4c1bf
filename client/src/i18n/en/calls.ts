/** English texts of calls for help that nobody would look for. */
export const en = {
  afterEnd: "“{{title}}” has ended, and since then calls for help came from {{count}} households",
  afterEnd_one: "“{{title}}” has ended, and since then a call for help came from one household",
  afterEndNeighbours:
    "“{{title}}” has ended, and since then neighbours said that {{count}} households need help",
  afterEndNeighbours_one:
    "“{{title}}” has ended, and since then neighbours said that one household needs help",
  afterEndBeside: "Besides, households of which only a neighbour says so: {{count}}",
  afterEndWhy:
    "Please check at once. It goes from here when it is marked as done. If the disaster goes on, start a safety check.",
  afterEndLeader:
    "Please check at once, and tell an officer. Whether one is on the way already is not known on this device. It stays here for seven days after the end.",
  toBoard: "Open the list",
  held: "Reports of stopped devices: {{count}}",
  heldHelp: "Need help: {{count}}",
  toHeld: "Look at the reports",
  noRows:
    "No households yet. They appear when you confirm the check, or with the first answer. This does not mean that everybody was reached.",
  erased:
    "Reports were erased, so the list shows only households whose answers are left. The numbers are from before.",

  ended: "The safety check in which you called for help has ended",
  endedReceived: "An officer's device has received it.",
  endedUnsent: "No officer's device has received it yet.",
  endedOpen: "If you still need help: 119, or the buttons below.",
  endedAnswer: "If you still need help: 119, or say so again on this screen.",
  endedSeen: "I have read this",
};
