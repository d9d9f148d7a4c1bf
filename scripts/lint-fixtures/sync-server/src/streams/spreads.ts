// breaks no-misused-spread
export const thing = (work: Promise<object>) => ({ ...work });
