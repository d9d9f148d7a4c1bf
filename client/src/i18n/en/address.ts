/** Words of what is printed at an address that nobody else can open, in English. */
export const en = {
  unreachable:
    "Other people's phones cannot open {{address}}. Make the paper at an address that begins with https://",
  unreachableFounding:
    "Other people's phones cannot open {{address}}. Unless you are only trying this out, found the association at an address that begins with https://",
};
