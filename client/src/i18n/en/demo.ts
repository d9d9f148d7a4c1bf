/** English texts of the demo. */
export const en = {
  title: "Demo association",
  associationName: "Tomoshibi-cho 1",
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
