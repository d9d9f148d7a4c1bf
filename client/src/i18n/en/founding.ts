/** Words of founding an association, in English. */
export const en = {
  title: "Found an association",
  intro: "This device becomes the first officer.",
  associationName: "Name of the association",
  group: "Your group",
  representative: "Name of your household's representative",
  found: "Found the association",
  working: "Making keys…",
  needName: "Enter the association's name",
  needGroup: "Enter the group as a number",
  needRepresentative: "Enter the representative's name",
};
