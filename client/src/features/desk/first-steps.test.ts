import { expect, test } from "vitest";
import { type FirstFacts, firstSteps, isListClosed, rememberClosed } from "./first-steps.ts";

const HOME = { devices: 1, unconfirmedDevices: 0, cardMadeAtMs: undefined };
const BARE = { devices: 0, unconfirmedDevices: 0, cardMadeAtMs: undefined };
const INVITED = { ...BARE, cardMadeAtMs: 1 };
const lead = (household: number): FirstFacts["devices"][number] => {
  return { household, roles: ["admin"], isRevoked: false };
};
const FOUNDED: FirstFacts = {
  ...{ isKitPrinted: false, households: [HOME], devices: [lead(1)], drills: 0 },
};

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
  expect(done({ devices: [lead(1), lead(2)] })).toEqual(["first5"]);
});

test("[KEY4] a lead officer's second device is no second lead officer, nor one that was stopped, holds a lesser office or has no household", () => {
  expect(done({ devices: [lead(1), lead(1)] })).toEqual([]);
  expect(done({ devices: [lead(1), { ...lead(2), isRevoked: true }] })).toEqual([]);
  expect(done({ devices: [lead(1), { ...lead(2), roles: ["officer"] }] })).toEqual([]);
  expect(done({ devices: [lead(1), lead(0)] })).toEqual([]);
});

test("cards are done when each household has one or has joined, devices when somebody joined and none waits", () => {
  expect(done({ households: [HOME, INVITED, BARE] })).toEqual(["first2"]);
  expect(done({ households: [HOME, INVITED] })).toEqual(["first2", "first3"]);
  const waiting = { ...HOME, unconfirmedDevices: 1 };
  expect(done({ households: [HOME, waiting] })).toEqual(["first2", "first3"]);
  expect(done({ households: [HOME, HOME] })).toEqual(["first2", "first3", "first4"]);
});

test("a drill was held", () => {
  expect(done({ drills: 1 })).toEqual(["first6"]);
});

test("a hall is no household: it is none entered, none that waits for a card, and none that joined", () => {
  const hall = { ...BARE, isPlace: true };
  expect(done({ households: [HOME, hall] })).toEqual([]);
  expect(done({ households: [HOME, INVITED, hall] })).toEqual(["first2", "first3"]);
  expect(done({ households: [HOME, INVITED, { ...hall, devices: 1 }] })).not.toContain("first4");
  // Its laptop is confirmed as others are.
  const newcomer = { ...hall, devices: 1, unconfirmedDevices: 1 };
  expect(done({ households: [HOME, HOME, newcomer] })).not.toContain("first4");
  expect(done({ households: [HOME, HOME, hall] })).toContain("first4");
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
