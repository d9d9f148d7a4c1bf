// breaks no-explicit-any
export const thing = (value: unknown) => value as any;
