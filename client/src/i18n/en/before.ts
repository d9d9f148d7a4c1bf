/** English texts of まえの記録. */
export const en = {
  title: "Records from before",
  notice: "To look at only. Nothing can be sent from here",
  noticeWhy:
    "These are the records of when this device was in an association before. Nothing of them enters the screens of now.",
  backToNow: "Back to the screen of now",
  joined: "Joined on {{date}}",
  joinedAs: "Household {{mark}}, joined on {{date}}",
  answers: "Answers from before",
  noAnswers: "There are no answers left",
  circulars: "Circulars from before",
  noCirculars: "There are no circulars to read",
  published: "Published on {{date}}",
  none: "There are no records from before on this device",
  failed: "The records from before cannot be read now",
  failedNext: "Please close the app and open it again.",
};
