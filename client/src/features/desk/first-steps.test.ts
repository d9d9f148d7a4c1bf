import { expect, test } from "vitest";
import { type FirstFacts, firstSteps, isListClosed, rememberClosed } from "./first-steps.ts";

const HOME = { devices: 1, unconfirmedDevices: 0, cardMadeAtMs: undefined };
const BARE = { devices: 0, unconfirmedDevices: 0, cardMadeAtMs: undefined };
const INVITED = { ...BARE, cardMadeAtMs: 1 };
const FOUNDED: FirstFacts = { isKitPrinted: false, households: [HOME], admins: 1, incidents: 0 };

const done = (change: Partial<FirstFacts>): readonly string[] =>
  firstSteps({ ...FOUNDED, ...change })
    .filter(({ isDone }) => isDone)
    .map(({ name }) => name);

test("nothing is done after founding, and a household on the roster is one step of six", () => {
  expect(done({})).toEqual([]);
  expect(done({ households: [HOME, BARE] })).toEqual(["first2"]);
});

test("[KEY4] the kit and a second lead officer are each a step", () => {
  expect(done({ isKitPrinted: true })).toEqual(["first1"]);
  expect(done({ admins: 2 })).toEqual(["first5"]);
});

test("cards are done when each household has one or has joined, devices when somebody joined and none waits", () => {
  expect(done({ households: [HOME, INVITED, BARE] })).toEqual(["first2"]);
  expect(done({ households: [HOME, INVITED] })).toEqual(["first2", "first3"]);
  const waiting = { ...HOME, unconfirmedDevices: 1 };
  expect(done({ households: [HOME, waiting] })).toEqual(["first2", "first3"]);
  expect(done({ households: [HOME, HOME] })).toEqual(["first2", "first3", "first4"]);
});

test("a safety check was held", () => {
  expect(done({ incidents: 1 })).toEqual(["first6"]);
});

test("a list that was closed stays closed in its replica, where the browser keeps that", () => {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
  rememberClosed(storage, "main");
  expect(isListClosed(storage, "main")).toBe(true);
  expect(isListClosed(storage, "main-2")).toBe(false);
  expect(isListClosed(undefined, "main")).toBe(false);
});
