/** English texts of the demo. */
export const en = {
  title: "Demo association",
  associationName: "Tomoshibi-cho 1",
  circularTitle: "New Year's bonfire",
  circularBody:
    "Sunday 14 January from 9 in the morning at the Hachiman shrine. Not if it rains. Bring your New Year's decorations.",
  groupMessage: "Fire extinguishers are checked tonight at 7. Please put yours outside your door.",
  view: "Whose screen?",
  resident: "Resident",
  officer: "Officer",
  residentView: "The resident's screen",
  officerView: "The officers' screen",
  leave: "Leave",
  founding: "Founding the demo association with a roster of 256 households",
  joining: "Joining with an invite card, waiting for the officers' screen",
  offline: "The relay cannot be reached. A relay carries reports from device to device",
  retry: "Try again",
};
