// breaks unused-directive
// oxlint-disable-next-line no-console
export const thing = 1;
