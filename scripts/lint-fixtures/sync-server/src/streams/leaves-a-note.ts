// breaks no-warning-comments: G9
// TODO later
export const thing = 1;
