/** English of vouching for devices. */
export const en = {
  vouched: "Confirmed. Saved on this device",
  allVouched: "All new devices are confirmed",
};
