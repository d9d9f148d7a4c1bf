// breaks no-restricted-properties: G3
export const nowMs = () => Date.now();
