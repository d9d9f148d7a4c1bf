// breaks no-restricted-globals: G2
export const now = () => new Date();
