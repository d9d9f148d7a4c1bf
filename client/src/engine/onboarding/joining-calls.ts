/** Founding, joining and making cards: asked rarely, so the worker loads them when somebody first does. */
export { makeInviteCards } from "./cards.ts";
export { found } from "./found.ts";
export { finishJoining, join, lookUpInvite } from "./join.ts";
