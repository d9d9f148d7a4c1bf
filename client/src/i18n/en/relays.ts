/** English of the list of relays. */
export const en = {
  title: "Relays",
  intro:
    "A relay is a computer that keeps reports and passes them on between phones. They are sealed: the relay cannot read them.",
  why: "With a second relay, reports get through when one of them is down. The city, a neighbouring association or a shelter’s computer may run one for you.",
  list: "Relays of this association",
  own: "the relay of this app",
  reached: "Reached ({{at}})",
  notReached: "Cannot be reached now",
  lastReached: "Last reached {{at}}",
  neverReached: "Never reached from this phone",
  checking: "Checking…",
  otherKey:
    "Another relay answers at this address. Phones hand it nothing. Ask the people who run it",
  notUsed: "Not in use",
  fingerprint: "The relay’s fingerprint",
  stop: "Stop using it",
  stopTitle: "Stop using {{address}}?",
  stopNoMore: "No phone hands anything to this relay any more, and other relays give it nothing.",
  stopCopies: "What it holds already (sealed) cannot be deleted from afar.",
  stopForEver: "The same relay cannot be added again.",
  stopped: "{{address}} is not used any more",
  cancel: "Cancel",
  addTitle: "Add a relay",
  addIntro: "Ask the people who run the relay for its address.",
  address: "The relay’s address",
  addressHint: "For example relay.example.jp",
  look: "Check",
  looking: "Looking for the relay…",
  unreachableHelp:
    "Ask the people who run it whether the address is right and the relay is running. A newer version of the app may be needed.",
  foundTitle: "There is a relay at {{address}}",
  foundCompare:
    "Have the people who run the relay read its fingerprint to you, by telephone for example, and compare. If it is the fingerprint in the relay’s log, it is the right one.",
  compared: "I have checked that it is the same",
  start: "Use this relay too",
  isOwnHere: "This is the relay of this app. A second one has to be another.",
  isKnownHere: "This relay is in use already.",
  isStoppedHere:
    "Using this relay was stopped before, and it cannot be used again. Ask the people who run it to begin with a new key.",
  starting: "Adding it…",
  startedTitle: "{{address}} was added",
  startedStored: "Saved on this phone. Other phones learn of it when they next connect.",
  startedOperators:
    "Ask the people who run the relays: for the two to copy from each other, the setting PEER_RELAYS of one of them has to name the other’s address.",
};
