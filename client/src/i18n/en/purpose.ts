/** English texts of what names are used for. */
export const en = {
  purpose: "What the name is used for",
  only: "Only for circulars and safety checks.",
  details:
    "What you report and the names of your family are seen, beside your own household, only by officers and the leader of your group.",
  shelter:
    "The device at a shelter's desk holds the name and reading of each household's representative, with group and number, so that people at the desk can find your household and record it.",
  messages:
    "If you write on your group's board, the name you put there is seen by the people of the group, its leader and the officers. Otherwise it is not.",
  leaving:
    "When you leave, the names you entered go from the officers' screens; the roster and your reports so far are erased when you ask an officer.",

  agreedBy: "By pressing “{{action}}” you agree to this.",

  changed: "What names are used for is now said in more detail",
  changedWhy: "The shelter's desk and the group's board have been added.",
  changedNo: "If this is a problem for you, please tell an officer.",
  seen: "I understand",
};
