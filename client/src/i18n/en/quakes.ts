/** English of what JMA announced, beside the question. */

/** The texts. */
export const en = {
  after: "Earthquakes after it (report again if anything has changed)",
  cancelled: "JMA has withdrawn this announcement",
};
