// breaks no-restricted-properties: G2
export const dice = () => Math.random();
