/** Planted faults of what groups say, and of erasing. */
import { decodePayload } from "@tomoshibi/shared/records/payload.ts";
import type { Person } from "./person.ts";
import { type Plant, over } from "./plant.ts";

/** All of them. */
export const FAULTS_OF_GROUPS: readonly Plant[] = [
  {
    name: "whoever holds a group's key writes to it",
    caughtAs: /applied groupMessage .* may not write that/u,
    attack: "writes to a neighbouring group with a key that it came by",
    replica: (replica, { store }) =>
      over(replica, {
        async receive(arrivals) {
          const applied = await replica.receive(arrivals);
          const rows = await store.entries.toArray();
          const refused = rows.filter(
            ({ kind, reason }) => kind === "groupMessage" && reason === "notAllowed",
          );
          await store.entries.bulkPut(
            refused.map((row) => ({ ...row, state: "applied", reason: undefined })),
          );
          return applied;
        },
      }),
  },
  {
    name: "a board of a group shows what others say without their leader's badge",
    caughtAs: /lacks the leader's badge/u,
    often: "something is said to a group",
    replica: (replica, { store }) =>
      over(replica, {
        async receive(arrivals) {
          const applied = await replica.receive(arrivals);
          const rows = await store.groupMessages.toArray();
          await store.groupMessages.bulkPut(rows.map((row) => ({ ...row, isByLeader: false })));
          return applied;
        },
      }),
  },
  {
    name: "officers' devices pass over what groups say",
    caughtAs: /lived and is not on .* board of its group/u,
    replica: (replica, { citizen }) =>
      citizen.station !== "officer"
        ? replica
        : over(replica, {
            receive: (arrivals) =>
              replica.receive(arrivals.filter(({ stream }) => !stream.startsWith("group/"))),
          }),
  },
  {
    name: "what was taken back stays where it was read before",
    caughtAs: /still has .* had erased/u,
    often: "a message is taken back",
    replica: (replica, { citizen }) =>
      citizen.station !== "member"
        ? replica
        : over(replica, {
            receive: (arrivals) =>
              replica.receive(arrivals.filter(({ stream }) => stream !== "erasures")),
          }),
  },
  {
    name: "a relay forgets to erase",
    caughtAs: /relay . still has .* had erased/u,
    often: "a message is taken back",
    relay: (relay) => ({
      ...relay,
      async push(bundle) {
        const answer = await relay.push(bundle);
        if (bundle.streams.some(({ stream }) => stream === "erasures"))
          await relay.playBack(
            relay.journal().map(({ writes, atMs }) => ({
              writes: writes.filter(({ type }) => type !== "erase"),
              atMs,
            })),
          );
        return answer;
      },
    }),
  },
  {
    name: "what a person said stays in what it tapped, after it was taken back",
    caughtAs: /still says what was erased/u,
    often: "an answer is taken back",
    replica: (replica, { store, citizen }) =>
      citizen.station !== "member"
        ? replica
        : over(replica, {
            async drainIntents() {
              const before = await store.intents.toArray();
              const drained = await replica.drainIntents();
              for (const { id, command } of before) {
                const after = await store.intents.get(id);
                if (after !== undefined) await store.intents.put({ ...after, command });
              }
              return drained;
            },
          }),
  },
  {
    name: "who has an answer erased erases nothing",
    caughtAs: /had .* erased, and it was not/u,
    often: "an answer is taken back",
    replica: (replica, { store }) =>
      over(replica, {
        async drainIntents() {
          const waiting = await store.intents.where("state").equals("stored").toArray();
          const erasing = waiting.filter(({ command }) => command.type === "eraseReports");
          // It is sealed as if it meant another household, of whom nobody here said anything.
          for (const intent of erasing)
            if (intent.command.type === "eraseReports")
              await store.intents.put({
                ...intent,
                command: { ...intent.command, household: 999 },
              });
          return replica.drainIntents();
        },
      }),
  },
  {
    name: "a household that leaves is stopped, and what it said stays",
    caughtAs: /took household \d+ off: (counts changed by it|.* still stands there)/u,
    often: "a household leaves",
    replica: (replica) =>
      over(replica, {
        async endHousehold({ statements, keys }) {
          await replica.addStatements(statements, keys);
          return "ended";
        },
      }),
  },
  {
    name: "a household of whom a check speaks that goes on is taken off all the same",
    caughtAs: /took household \d+ off: it was done/u,
    often: "a household is to leave while somebody speaks of it",
    steps: 150,
    replica: (replica) =>
      over(replica, {
        async endHousehold(ending) {
          const answer = await replica.endHousehold(ending);
          if (answer === "openReports") await replica.addStatements(ending.statements, ending.keys);
          return "ended";
        },
      }),
  },
  {
    name: "whoever says so erases what others said",
    caughtAs: /erased by nobody who may/u,
    attack: "erases what others said",
    replica: (replica, person) =>
      over(replica, {
        async receive(arrivals) {
          const applied = await replica.receive(arrivals);
          await eraseAll(person);
          return applied;
        },
      }),
  },
];

async function eraseAll({ store }: Person): Promise<void> {
  const erasures = await store.entries.where("kind").equals("erased").toArray();
  const ids = erasures.flatMap(({ payload }) => {
    const said = payload && decodePayload(payload);
    return said?.kind === "erased" ? said.entries.flatMap((entry) => entry.ids) : [];
  });
  const rows = (await store.entries.bulkGet(ids)).filter((row) => row !== undefined);
  await store.entries.bulkPut(
    rows.map((row) => ({ ...row, state: "kept", reason: "erased", payload: undefined })),
  );
}
