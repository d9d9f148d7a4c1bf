/** English words about counts that another officer's device summed up. */
export const en = {
  title: "Numbers that another officer's device summed up",
  unverified: "Not verified",
  notYet: "Not checked yet. When all reports have come, this device counts again itself.",
  who: "Summed up by the device of {{name}}, {{at}}.",
  somebody: "another officer",
  label: "Numbers that another officer's device summed up (not verified)",
  ownTitle: "Reports that have come to this device",
  nothingYet:
    "No report has come to this device yet. When they come, the list by name appears here.",
  line: "Not verified: answered {{answered}} of {{total}}, help wanted {{help}}",
  notPrinted: "They are neither printed nor shown to members.",
  wrongTitle: "Numbers that do not agree",
  wrong:
    "What the device of {{name}} summed up, {{at}}, is not what this device counts from the same reports. Ask {{name}}.",
  wrongTable: "Numbers that differ",
  what: "Households",
  theirs: "Summed up",
  ours: "This device",
  wrongWithin: "The numbers are the same, but not for the same households.",
};
