/** Planted faults of forms. */
import { decodePayload } from "@tomoshibi/shared/records/payload.ts";
import { isOfficerIn } from "./town.ts";
import { type Plant, over } from "./plant.ts";

/** All of them. */
export const FAULTS_OF_FORMS: readonly Plant[] = [
  {
    name: "officers' devices pass over forms",
    caughtAs: /form f\d+ lived and is not with/u,
    often: "people hand forms in, and officers look at them",
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
    often: "people hand forms in, and officers look at them",
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
    name: "a form that was recorded stands twice on a board",
    caughtAs: /form f\d+ stands \d+ times/u,
    often: "people hand forms in, and officers look at them",
    replica: (replica, { store }) =>
      over(replica, {
        async receive(arrivals) {
          const applied = await replica.receive(arrivals);
          const rows = await store.boardRows.toArray();
          await store.boardRows.bulkPut(
            rows.map((row) => {
              const recorded = row.reports.filter(({ comment }) => /^f\d+$/u.test(comment));
              return { ...row, reports: [...new Set(row.reports), ...recorded] };
            }),
          );
          return applied;
        },
      }),
  },
  {
    name: "a form stands on a board before anybody recorded it",
    caughtAs: /form f\d+ stands on .* board, where nobody recorded it/u,
    often: "people hand forms in, and officers look at them",
    replica: (replica, { store }) =>
      over(replica, {
        async receive(arrivals) {
          const applied = await replica.receive(arrivals);
          const row = (await store.boardRows.toArray()).find(({ reports }) => reports.length > 0);
          const forms = await store.entries.where("kind").equals("form").toArray();
          const payload = forms[0]?.payload;
          const form = payload && decodePayload(payload);
          if (row === undefined || form?.kind !== "form") return applied;
          const reports = row.reports.map((report) => ({ ...report, comment: form.comment }));
          await store.boardRows.put({ ...row, reports });
          return applied;
        },
      }),
  },
];
