/** English texts of the circulars as members read them. */
export const en = {
  title: "Circulars",
  none: "No circulars to read now",
  published: "Published {{date}}",
  publishedRead: "Published {{date}}, read",
  missing: "This circular is not on this device",
  withdrawn: "This circular was withdrawn",
  markNotice: "Officers can see that you opened this",
};
