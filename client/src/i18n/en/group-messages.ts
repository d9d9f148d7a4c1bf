/** English texts of 班のひとこと. */
export const en = {
  title: "Group notes",
  association: "Association",
  groupName: "Group {{group}}",
  readers:
    "The people of group {{group}}, its leader and officers can read this. Other groups cannot.",
  noGroup: "This device is in no group yet",
  notOnDesk: "A shelter's desk does not show group notes: the people around it could read them",
  which: "Which group",
  othersGroup: "Here the people of this group and its leader write",

  write: "Write a note",
  text: "Note",
  textHint: "For example: it is our turn with the rubbish tomorrow",
  name: "Your name",
  nameHint: "The people of the group see it beside the note",
  notForHelp: "If you need help, do not write here: use the safety buttons or call 119",
  send: "Send",
  cancel: "Cancel",

  none: "No notes yet",
  rest: "Read on",
  leader: "Leader",
  you: "You",
  unconfirmed: "Device not confirmed",
  sameName: "Another household writes under the same name (this is household {{household}})",
  "way.saved": "Saved on this device",
  "way.relayed": "Reached the relay. The group can read it when they connect",
  "way.received": "Reached an officer's device",
  "way.pastEnd":
    "Saved on this device. It is not in the association now: this does not reach the group",
  stopped:
    "This device is not in the association now. What is written here does not reach the group",
  more: "Show {{count}} more",

  erase: "Remove",
  eraseOf: "Remove: {{text}}",
  eraseTitle: "Remove this note",
  eraseDetail:
    "It disappears from the group's screens and the relay; from devices that are not connected, when they connect. Some may have read it already. This cannot be undone.",
  eraseOther: "{{name}} wrote it. You remove it as an officer.",
  eraseNo: "Keep it",
  newest: "{{name}}: {{text}}",
};
