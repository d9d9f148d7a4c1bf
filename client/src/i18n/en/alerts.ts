/** English of the officers' screen about JMA's announcements. */

/** The texts. */
export const en = {
  title: "Earthquake alerts",
  intro:
    "When the town is shaken strongly, JMA's announcement puts “Are you safe?” on everybody's screen. It starts without an officer.",
  limits:
    "It comes after the announcement; it is no early warning. When relay or network are down it may not come: then start a safety check as usual.",
  now: "As it is now",
  off: "JMA's announcements start nothing",
  on: "Starts from intensity {{threshold}} in {{city}}",
  since: "Since {{at}}",
  source: "Relay that passes it on: {{name}}",
  notCertified: "This relay's certificate has ended. Choose another relay",
  stop: "Start nothing by announcements",
  stopTitle: "Stop starting by JMA's announcements?",
  stopWhat: "From now on an officer starts a safety check, or a resident presses “It shook”.",
  stopOpen: "A safety check that has started stays as it is.",
  cancel: "Keep it",
  change: "Change it",
  relay: "Whose alerts are used?",
  relayHint: "Its operator sets it up to receive JMA's announcements",
  ownRelay: "This app's relay",
  noRelay: "This phone has not reached a relay yet. Open this again where there is a network.",
  fingerprint: "The relay's fingerprint",
  compare:
    "Have the relay's operator read this fingerprint out, by telephone for example, and compare. If it is the fingerprint of the relay's log, it is the right one.",
  compared: "I have checked that they are the same",
  prefecture: "Prefecture",
  city: "Municipality",
  choose: "Choose",
  threshold: "Start from this intensity",
  thresholdHint: "Of weaker earthquakes people are only told",
  noArea:
    "Here it does not start with the first report (after 1–2 minutes), but once the intensity of municipalities is announced (after some 5 minutes).",
  save: "Start with this",
  saved: "Saved. Everybody's phone learns of it at its next contact.",
  licence: "Names and codes of municipalities: JMA",
};
