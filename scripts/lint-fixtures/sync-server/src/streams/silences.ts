// breaks ban-ts-comment
// @ts-ignore
export const thing: number = "text";
