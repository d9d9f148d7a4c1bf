/** Planted faults of documents that are tidied. */
import type { Command } from "@tomoshibi/client/engine/commands.ts";
import { hexToBytes } from "@tomoshibi/shared/base/bytes.ts";
import { decodeEntry, entryIdOf } from "@tomoshibi/shared/entry/entry.ts";
import { decodePayload } from "@tomoshibi/shared/records/payload.ts";
import type { Bundle } from "@tomoshibi/shared/relay-api/bundle.ts";
import { huskBytes } from "@tomoshibi/shared/sync/erasing.ts";
import type { Person } from "./person.ts";
import { type Plant, over } from "./plant.ts";
import type { VirtualRelay } from "./virtual-relay.ts";

/** All of them. */
export const FAULTS_OF_TIDYING: readonly Plant[] = [
  {
    name: "a member's device shows no circular of the next generation",
    caughtAs: /circular \w+ lived and is not on h\d+.'s device/u,
    isMuchTidied: true,
    replica: afterReceiving("member", async ({ store }) => {
      const rows = await store.documents.toArray();
      if (rows.every(({ generation = 1 }) => generation === 1)) return;
      const shown = await store.circulars.toArray();
      await store.circulars.bulkDelete(shown.map(({ circular }) => circular));
    }),
  },
  {
    name: "the next generation cuts what circulars say short",
    caughtAs: /circular \w+ on .* device does not say what was typed/u,
    isMuchTidied: true,
    replica: afterReceiving("member", async ({ store }) => {
      const rows = await store.documents.toArray();
      if (rows.every(({ generation = 1 }) => generation === 1)) return;
      const shown = await store.circulars.toArray();
      await store.circulars.bulkPut(shown.map((row) => ({ ...row, body: row.body.slice(0, 4) })));
    }),
  },
  {
    name: "a circular comes back after it was withdrawn",
    caughtAs: /was withdrawn and is back on/u,
    isMuchTidied: true,
    replica: afterReceiving("member", async ({ store }) => {
      const shown = await store.circulars.toArray();
      await store.circulars.bulkPut(shown.map((row) => ({ ...row, isWithdrawn: false })));
    }),
  },
  {
    name: "a device erases what officers wrote for members and no generation sums up",
    caughtAs: /in members is gone from .*, erased by nobody who may/u,
    isMuchTidied: true,
    replica: afterReceiving("member", async ({ store }) => {
      const rows = await store.entries.where("kind").equals("documentChanged").toArray();
      await store.entries.bulkPut(
        rows.map((row) => ({ ...row, state: "kept", reason: "erased", payload: undefined })),
      );
    }),
  },
  {
    name: "a relay takes a member's word for what officers wrote",
    caughtAs: /is gone from relay .*, erased by nobody who may/u,
    isMuchTidied: true,
    often: "a member tidies",
    relay: (relay) => ({
      ...relay,
      async push(bundle) {
        const answer = await relay.push(bundle);
        if (bundle.streams.some(({ stream }) => stream === "erasures"))
          await eraseAll(relay, bundle);
        return answer;
      },
    }),
  },
  {
    name: "what officers tidied away stays on a member's device",
    caughtAs: /still has .* in members, which .* had erased/u,
    isMuchTidied: true,
    replica: (replica, { citizen }) =>
      citizen.station !== "member"
        ? replica
        : over(replica, {
            receive: (arrivals) =>
              replica.receive(arrivals.filter(({ stream }) => stream !== "erasures")),
          }),
  },
  {
    name: "what an officer typed stays in the tap after it was erased",
    caughtAs: /still says \w+ of|publishCircular still says what was erased/u,
    isMuchTidied: true,
    replica: (replica, person) =>
      person.citizen.station === "member"
        ? replica
        : over(replica, {
            async drainIntents() {
              const drained = await replica.drainIntents();
              await typeAgain(person);
              return drained;
            },
          }),
  },
  {
    name: "an officer's roster loses a household with the next generation",
    caughtAs: /household n\d+ lived and is not in officer1's roster/u,
    isMuchTidied: true,
    replica: afterReceiving("officer1", async ({ store }) => {
      const { generation = 1 } = (await store.documents.get("roster")) ?? {};
      const lines = (await store.households.toArray()).filter(({ name }) => /^n\d+$/u.test(name));
      if (generation !== 1)
        await store.households.bulkDelete(lines.slice(0, 1).map(({ number }) => number));
    }),
  },
  {
    name: "an officer is not shown what came too late",
    caughtAs: /officers show not alike/u,
    isMuchTidied: true,
    replica: afterReceiving("officer1", async ({ store }) => {
      const rows = await store.documents.toArray();
      await store.documents.bulkPut(rows.map((row) => ({ ...row, late: [] })));
    }),
  },
  {
    name: "whoever says so begins a generation",
    caughtAs: /applied generationBegun .* may not write that/u,
    isMuchTidied: true,
    often: "a member tidies",
    replica: afterReceiving("member", async ({ store }) => {
      const rows = await store.entries.toArray();
      const refused = rows.filter(({ reason }) => reason === "notAllowed");
      await store.entries.bulkPut(
        refused.map((row) => ({ ...row, state: "applied", reason: undefined })),
      );
    }),
  },
];

/** Does something to the store of everybody of a station, or of one person, whenever something came. */
function afterReceiving(
  who: string,
  harm: (person: Person) => Promise<void>,
): NonNullable<Plant["replica"]> {
  return (replica, person) =>
    person.citizen.station !== who && person.citizen.name !== who
      ? replica
      : over(replica, {
          async receive(arrivals) {
            const applied = await replica.receive(arrivals);
            await harm(person);
            return applied;
          },
        });
}

/** By person, for it outlives every start of the engine. */
const typedBy = new WeakMap<Person, Map<string, Command>>();

/** Puts back into the taps of circulars what was typed there first. */
async function typeAgain(person: Person): Promise<void> {
  const typed = typedBy.get(person) ?? new Map<string, Command>();
  typedBy.set(person, typed);
  const { intents } = person.store;
  for (const intent of await intents.toArray()) {
    if (intent.command.type !== "publishCircular") continue;
    const command = typed.get(intent.id) ?? intent.command;
    typed.set(intent.id, command);
    await intents.put({ ...intent, command });
  }
}

/** Whoever has anything of members' erased gets it. */
async function eraseAll(relay: VirtualRelay, { association, streams }: Bundle): Promise<void> {
  const listed = new Set(
    streams.flatMap(({ stream, entries }) => (stream === "erasures" ? entries : [])).flatMap(idsIn),
  );
  const key = { association, stream: "members" } as const;
  const held = (await relay.contents(association, [key.stream])).get(key.stream) ?? [];
  const writes = held.flatMap((bytes) => {
    const entry = decodeEntry(bytes);
    const husk = huskBytes(bytes);
    const id = entry && entryIdOf(key, entry);
    if (id === undefined || husk === undefined || !listed.has(id)) return [];
    return [{ type: "erase", key, id: hexToBytes(id) ?? husk, husk } as const];
  });
  const journal = relay.journal();
  if (writes.length > 0)
    await relay.playBack([...journal, { writes, atMs: journal.at(-1)?.atMs ?? 0 }]);
}

/** Boxes of erasures are open. */
function idsIn(bytes: Uint8Array): readonly string[] {
  const box = decodeEntry(bytes)?.box;
  const said = box && decodePayload(box);
  return said?.kind === "erased" ? said.entries.flatMap(({ ids }) => ids) : [];
}
