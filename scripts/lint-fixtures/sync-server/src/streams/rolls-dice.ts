// breaks no-restricted-properties: G3
export const dice = () => Math.random();
