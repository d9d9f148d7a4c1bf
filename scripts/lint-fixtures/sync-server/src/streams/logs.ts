// breaks no-console
export const log = () => console.log("hello");
