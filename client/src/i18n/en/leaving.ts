/** English of a household that leaves the association. */
export const en = {
  end: "Take the household off",
  cancel: "Not now",
  title: "Take the household off: {{mark}} {{name}}",
  devices:
    "{{count}} devices are stopped, and the invite card can no longer be used. What is written from now on cannot be read on those devices.",
  cards: "The invite card can no longer be used.",
  erased:
    "The line on the roster, the household’s reports, its people’s names and its messages to the group are erased. Earlier records of the roster go when it is next tidied.",
  counts: "The counts of past safety checks stay.",
  copies: "What is on paper, and copies on devices that never come back, cannot be erased.",
  final: "This cannot be undone. It needs no network.",
  open: "A safety check that is open says something about this household",
  openWhy: "So that nobody who needs help is overlooked. Take it off once that check has ended.",
  toOpen: "Look at the safety check",
  own: "You cannot take off your own household. Please ask another officer.",
  office:
    "This household has a device of an officer who ranks as high as you, or higher. Nothing has changed yet. Ask a lead officer, or enter the sheets.",
  working: "Taking it off…",
  done: "{{mark}} {{name}} was taken off",
  doneNext: "Saved on this device. The other devices get it once they are connected.",
  withdrawn: "The household of {{name}} has left. There is something to do",
  withdrawnMark: "The household {{mark}} has left. There is something to do",
  withdrawnMany: "{{count}} households have left. There is something to do",
  withdrawnHow:
    "They pressed “Leave the association”. “Take the household off” settles devices, card, roster and reports in one step.",
  withdrawnLine: "Has left. There is something to do",
  rest: "{{count}} more stand on the roster",
  rest_one: "One more stands on the roster",
  toRoster: "Open the roster",

  leftTitle: "This household has left the association",
  left: "An officer has finished it. What is new in the association cannot be read on this device.",
  stoppedTitle: "This device is not in the association now",
  stopped:
    "The household has left, or an officer stopped this device. If you know nothing of it, please ask an officer.",
  kept: "What was not sent yet is still on this device, and so is everything from before but for what officers erased.",
  again:
    "To join again ask an officer for a new invite card. Afterwards too you can see the records from before.",
  joinAgain: "Join again",
  againUnsent:
    "{{count}} items are not sent yet. Once they are, you can join again from here. If they cannot be sent, join on another device or in another browser.",
  againElsewhere:
    "It is not possible to join again in this browser. Please use another device or another browser.",
  helpStill:
    "In a disaster you can still report from here. An officer checks it before it enters the list. If a life is in danger, call 119.",
};
