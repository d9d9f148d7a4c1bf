/** Planted faults of forms. */
import { isOfficerIn } from "./town.ts";
import { type Plant, over } from "./plant.ts";

/** All of them. */
export const FAULTS_OF_FORMS: readonly Plant[] = [
  {
    name: "officers' devices pass over forms",
    caughtAs: /form f\d+ lived and is not with/u,
    often: "a form is handed in",
    replica: (replica, { citizen }) =>
      !isOfficerIn(citizen.station)
        ? replica
        : over(replica, {
            receive: (arrivals) =>
              replica.receive(arrivals.filter(({ stream }) => stream !== "forms")),
          }),
  },
  {
    name: "a form counts as what somebody said",
    caughtAs: /applied form .*: nobody knows its author/u,
    often: "a form is handed in",
    replica: (replica, { store }) =>
      over(replica, {
        async receive(arrivals) {
          const applied = await replica.receive(arrivals);
          const rows = await store.entries.where("kind").equals("form").toArray();
          await store.entries.bulkPut(
            rows.map((row) => ({ ...row, state: "applied", reason: undefined })),
          );
          return applied;
        },
      }),
  },
  {
    name: "a form that two officers recorded stands twice",
    caughtAs: /form f\d+ stands \d times/u,
    often: "an officer looks at forms",
    replica: (replica, { store }) =>
      over(replica, {
        async drainIntents() {
          const waiting = await store.intents.where("state").equals("stored").toArray();
          for (const intent of waiting)
            if (intent.command.type === "reportSafety" && intent.command.adopts !== undefined) {
              const { adopts: _adopts, ...command } = intent.command;
              await store.intents.put({ ...intent, command });
            }
          return replica.drainIntents();
        },
      }),
  },
];
