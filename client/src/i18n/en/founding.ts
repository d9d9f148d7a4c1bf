/** Words of founding an association, in English. */
export const en = {
  title: "Found an association",
  intro: "This device becomes the first officer.",
  next: "Afterwards you print the recovery kit, enter the roster and hand out invite cards.",
  groupHint: "The number alone. Enter 1 if there are no groups",
  nameHint: "The association's full name, as printed on invite cards",
  associationName: "Name of the association",
  group: "Your group",
  representative: "Name of your household's representative",
  found: "Found the association",
  working: "Making keys…",
  needName: "Enter the association's name",
  needGroup: "Enter the group as a number",
  needRepresentative: "Enter the representative's name",
};
