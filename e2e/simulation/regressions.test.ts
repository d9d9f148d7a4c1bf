/**
 * Seeds that once failed, and what they showed. Each was an error of the engine, or of the simulation itself; what the engine's
 * were has a test of its own beside the code, for the world of a seed changes whenever more is put into it.
 */
import { expect, test } from "vitest";
import { runSeed } from "./simulation.ts";
import { createSurroundings } from "./surroundings.ts";

/** Seed, steps, and what it showed. */
const REGRESSIONS: readonly (readonly [seed: number, steps: number, showed: string])[] = [
  [1, 139, "the relay lost everything again after a refill that could not be read [REL1]"],
  [
    105,
    150,
    "counts by a clock that was put right never ended, and members saw the old ones [STR]",
  ],
  [122, 150, "what officers alone see of an incident was asked of members too [MEM5]"],
  [
    144,
    150,
    "an incident that only a stopped device had opened took others' reports off the board [MEM5]",
  ],
  [243, 150, "a device that went off while it packed a file ended the simulation"],
  [321, 150, "a device that went off kept half of a transaction on the simulation's disk"],
  [
    373,
    35,
    "the simulation's relays never moved on what came before its author's certificate [REL4]",
  ],
  [
    970,
    149,
    "a device that was set back took an answer of before, and passed over what lay between [REL1]",
  ],
  [1482, 115, "the same on an officer's device, which never got what another officer wrote [REL1]"],
  [
    238,
    131,
    "an officer's own receipt ended the sending; the one relay that had the report was set back [DEL1]",
  ],
  [
    3032,
    120,
    "an officer applied a report and signed for it at one relay, learned at the next that its author was stopped, and the book looked too late",
  ],
  [
    2371,
    87,
    "what came by hand was taken in as if a relay had brought it, and handed in nowhere [MEET2]",
  ],
  [8275, 81, "the same of a statement alone [MEET2]"],
  [
    3207,
    110,
    "who renewed a key was set back and the relays were wiped: the opening of an incident stayed unread, and reports in it stood nowhere [KEY2]",
  ],
  [2778, 120, "the same of a circular: two members held the key, and no officer [KEY2]"],
  [
    2281,
    94,
    "a courier's relays lost what they had named, and the courier, which had read nothing there, kept it for itself [MEET3]",
  ],
  [
    6940,
    127,
    "two transactions at once on the simulation's disk, of which a crash then undid half of one",
  ],
  [
    7331,
    120,
    "an officer's device that had signed for a report was set back, the relays were wiped, and a courier let go of the only copy [DEL1] [MEET3]",
  ],
  [7380, 150, "the same, and its author kept the report as received [DEL1]"],
  [9507, 142, "the same of what an officer's device wrote: another had it and kept it [DEL1]"],
  [
    1436,
    105,
    "a write outside of a transaction ended one on the simulation's disk that began meanwhile, of which a crash kept half",
  ],
  [
    294,
    144,
    "a receipt kept an erasure from a second relay, which kept what was taken back, sealed [ERA1]",
  ],
  [246, 150, "the same of three messages [ERA1]"],
  [213, 141, "the book forgot that a device was stopped, which then took back what it had said"],
  [
    210,
    147,
    "a stopped officer's device held the only copies, could not see that its relay had lost them, and sent nothing [REL1] [REL5]",
  ],
  [
    759,
    147,
    "a device restored from a backup took back what it had said since: its copy went, the report stayed with officers [ERA1]",
  ],
  [
    1748,
    97,
    "who took a household off saw an ended question of its own until the next contact: what was erased is kept, and what asks of that was not loaded [ERA1]",
  ],
  [1996, 129, "the book never looked at a stopped device that sealed its last report after all"],
  [3348, 109, "the book let nobody who saw a neighbour say so anew"],
  [6203, 150, "the book knew of no checkpoint that goes with the reports it sums up [DOC4]"],
  [
    6411,
    78,
    "a device went off between storing what it read and the offset, did not notice that the relay lost it, and kept the only copy to itself [REL1]",
  ],
  [
    6614,
    74,
    "the book knew of no fork of which one branch was erased before anybody else had it [ENT6] [ERA1]",
  ],
];

/** The same since officers tidy documents. */
const TIDIED: typeof REGRESSIONS = [
  [
    1020,
    150,
    "two officers tidied apart, one of them once more: a household that only the other state and what that was made from knew was erased in both [DOC3] [DEL3]",
  ],
  [
    2045,
    250,
    "what a state summed up stayed with officers that the state itself never reached, for it was erased before [DOC3] [ERA1]",
  ],
  [
    2039,
    200,
    "a circular that an officer left out on a branch that did not count stood with members and not with officers [DOC3]",
  ],
  [
    1209,
    150,
    "the book took a document that says nothing, for only a stopped device had written it, for another than none",
  ],
  [
    6039,
    89,
    "an officer was stopped before a change that another had built on: what that one wrote was shown nowhere, a circular and a withdrawal [DOC2] [MEM5]",
  ],
  [
    5022,
    256,
    "the book let a device that was set back name what it had said since before a receipt did, and take it back [ERA1]",
  ],
  [
    5076,
    230,
    "what a device had written into a document that was stopped by then, an officer's tidying summed up and erased, and every other device kept [ERA1] [MEM5]",
  ],
];

const around = await createSurroundings("small");

// Nobody tidied then: so the worlds are what they were.
test.each([
  ...REGRESSIONS.map((one) => [...one, true] as const),
  ...TIDIED.map((one) => [...one, false] as const),
])(
  "[G16] seed %i of %i steps once failed: %s",
  { timeout: 120_000 },
  async (seed, steps, _showed, isUntidied) => {
    expect((await runSeed(around, { seed, steps, isUntidied })).failures).toEqual([]);
  },
);
