import "fake-indexeddb/auto";
import type { CircularId, RecordId } from "@tomoshibi/shared/base/ids.ts";
import { expect, onTestFinished, test } from "vitest";
import type { Command, Intent } from "../commands.ts";
import { openDatabase } from "./database.ts";
import { OWN_KEPT, putRefusedAside, refusedCommands } from "./refused.ts";

const circular = "cc".repeat(8) as CircularId;
const publish = {
  type: "publishCircular",
  circular,
  title: "清掃",
  body: "日曜",
  atMs: 1,
} as const;

function intent(id: string, command: Command, changes: Partial<Intent>): Intent {
  return {
    ...{ id, command, createdAtMs: 1 },
    ...{ state: "stored", failure: undefined, recordId: undefined },
    ...changes,
  };
}

function database() {
  const opened = openDatabase(`refused-${Math.random()}`);
  onTestFinished(() => opened.delete());
  return opened;
}

test("[DEL3] what may not be written is told, the newest first, until it is put aside; what was written stays", async () => {
  const store = database();
  await store.intents.bulkAdd([
    intent("early", publish, { state: "failed", failure: "notAllowed", createdAtMs: 1 }),
    intent(
      "late",
      { type: "setPersons", persons: ["花"], atMs: 2 },
      {
        ...{ state: "failed", failure: "tooLarge", createdAtMs: 2 },
      },
    ),
    intent("fine", publish, { state: "sealed" }),
    intent("waiting", publish, {}),
    // Nobody gave this command: the app marks by itself.
    intent(
      "mark",
      { type: "markCircularRead", circular, atMs: 1 },
      {
        ...{ state: "failed", failure: "notAllowed" },
      },
    ),
  ]);
  expect(await refusedCommands(store)).toMatchObject([
    { id: "late", failure: "tooLarge" },
    { id: "early", failure: "notAllowed", command: publish },
  ]);
  await putRefusedAside(store, ["early"]);
  expect((await refusedCommands(store)).map(({ id }) => id)).toEqual(["late"]);
  expect(await store.intents.get("early")).toMatchObject({ state: "failed", command: publish });
});

test("[DEL3] what was written and does not count is told by its command", async () => {
  const store = database();
  const recordId = "dd".repeat(8) as RecordId;
  await store.intents.bulkAdd([
    intent("uncounted", publish, { state: "sealed", recordId }),
    intent("counted", publish, { state: "sealed", recordId: "ee".repeat(8) as RecordId }),
  ]);
  expect(await refusedCommands(store)).toEqual([]);
  await store.notices.add({ id: `${OWN_KEPT}1`, code: "ownKept", detail: recordId, atMs: 1 });
  expect(await refusedCommands(store)).toMatchObject([{ id: "uncounted", failure: "notAllowed" }]);
});
