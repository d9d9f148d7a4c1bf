/** English texts of the first run and of joining. */
export const en = {
  appName: "Tomoshibi",
  welcome: "Safety checks and circulars of your neighbourhood",
  welcomeDetail: "Works without signal",
  join: "Join with an invite code",
  found: "Found an association",
  restore: "Restore from the recovery kit",
  openDemo: "Open the demo",
  backToBefore: "Back to the screen before",

  installFirst: "First add this app to your home screen",
  installWhy: "If you add it later, you have to join all over again.",
  installHow: "Show me how",
  installStep1:
    "1. Press “Share” (a square with an arrow upwards) at the bottom or top of the screen. If there is none, open this page in Safari",
  installStep2: "2. Press “Add to Home Screen”",
  installStep3: "3. Open Tomoshibi from the home screen and join there",

  inAppBrowser: "This is open inside LINE or another app",
  inAppBrowserDetail:
    "What is saved here may be cleared. Press “…” at the top or bottom right and open this page in a browser (Chrome or Safari).",

  enterCode: "Enter the code of your invite card",
  scan: "Scan the QR code",
  scanStop: "Stop scanning",
  scanning: "Hold the QR code before the camera",
  scanFailed: "The camera cannot be used. Please enter the text",
  typeCode: "Type the code",
  typeCodeHint: "The 20 characters on the card. Small letters are fine too",
  next: "Next",
  looking: "Checking the code",

  isThisCard: "Is this your card: {{mark}}?",
  cardOf: "An invite card of {{association}}",
  yes: "Yes, this is my card",
  no: "No",

  whoAreYou: "Your group and name",
  group: "Group",
  groupHint: "Only the number",
  groupMissing: "Please enter the number of your group",
  groupOther:
    "This card is for group {{group}}. Check that it is your household's. If the group is wrong, ask an officer",
  representative: "Name of the household's representative",
  representativeHint: "One person, such as the head of the household",
  representativeMissing: "Please enter the representative's name",

  consent: "I have read what it is used for. I agree",
  agree: "Agree and join",
  decline: "Do not join",
  joining: "Joining",

  joined: "You have joined",
  joinedDetail: "This app works without signal",
  installAdvice: "On the home screen, what you entered is less likely to be cleared",
  toHome: "Home",
};
