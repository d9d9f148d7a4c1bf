/**
 * Faults put in on purpose, each of which breaks one thing that must hold, and each of which must be caught: a simulation
 * nobody saw fail proves nothing.
 *
 * They stand at the ports, where the engine meets the world, and in one verb or another of the replica.
 */
import type { OpenReplica } from "@tomoshibi/client/engine/replica/replica.ts";
import type { Bundle } from "@tomoshibi/shared/relay-api/bundle.ts";
import type { Person } from "./person.ts";
import { FAULTS_OF_FORMS } from "./planted-faults-of-forms.ts";
import { FAULTS_OF_GROUPS } from "./planted-faults-of-groups.ts";
import { FAULTS_OF_TIDYING } from "./planted-faults-of-tidying.ts";
import { type Plant, over } from "./plant.ts";
import { acceptedAll } from "./weather.ts";

/** All of them. */
export const PLANTED_FAULTS: readonly Plant[] = [
  {
    name: "signatures are taken on trust",
    caughtAs: /did not sign it/u,
    attack: "opens an incident as a neighbour",
    verifySignature: () => () => true,
  },
  {
    name: "a relay's word ends the sending, whatever the relay then loses",
    caughtAs: /lived and is not with|not alike/u,
    relays: 1,
    replica: (replica) => over(replica, { forgetRelay: async () => undefined }),
  },
  {
    name: "what was sent once is never sent again",
    caughtAs: /lived and is not with|not alike/u,
    replica: (replica, person) =>
      over(replica, { outgoing: (relayKey) => sentOnce(replica, person, relayKey) }),
  },
  {
    name: "what the policy refused is applied",
    caughtAs: /may not write that/u,
    replica: (replica, { store }) =>
      over(replica, {
        async receive(arrivals) {
          const applied = await replica.receive(arrivals);
          const refused = (await store.entries.toArray()).filter(
            ({ reason }) => reason === "notAllowed",
          );
          await store.entries.bulkPut(
            refused.map((row) => ({ ...row, state: "applied", reason: undefined })),
          );
          return applied;
        },
      }),
  },
  {
    name: "intents are not sealed after the first start",
    caughtAs: /never sealed|is stored/u,
    replica: (replica) => over(replica, { drainIntents: async () => ({ sealed: 0, left: 0 }) }),
  },
  {
    name: "offsets move before what was read is stored",
    caughtAs: /not alike|is not with/u,
    replica: (replica, person) =>
      over(replica, {
        receive: (arrivals) =>
          // The third part of what arrives is lost, as if the device had gone off in between.
          replica.receive(
            arrivals.filter((_, index) => (index + person.citizen.name.length) % 3 !== 2),
          ),
      }),
  },
  {
    name: "the relay's word is shown as an officer's",
    caughtAs: /was told "received"/u,
    replica: (replica, person) =>
      over(replica, {
        async answered(relayKey, answer) {
          await replica.answered(relayKey, answer);
          // What a relay took is shown as if an officer had it.
          const rows = await person.store.ownReports.toArray();
          const relayed = rows.filter(({ delivery }) => delivery === "relayed");
          await person.store.ownReports.bulkPut(
            relayed.map((row) => ({ ...row, delivery: "received" })),
          );
        },
      }),
  },
  {
    name: "an officer's board shows what is current as taken back",
    caughtAs: /silenced|not alike|not on/u,
    replica: (replica, { store, citizen }) =>
      citizen.name !== "officer1"
        ? replica
        : over(replica, {
            async receive(arrivals) {
              const applied = await replica.receive(arrivals);
              const row = (await store.boardRows.toArray()).find(({ reports }) =>
                reports.some(({ isCurrent }) => isCurrent),
              );
              if (row !== undefined)
                await store.boardRows.put({
                  ...row,
                  reports: row.reports.map((report) => ({ ...report, isCurrent: false })),
                });
              return applied;
            },
          }),
  },
  {
    name: "a relay forgets every fifth bundle that it acknowledged",
    caughtAs: /not alike|lived and is not with/u,
    relay(relay) {
      let bundles = 0;
      return {
        ...relay,
        async push(bundle) {
          bundles += 1;
          const backup = relay.backUp();
          const answer = await relay.push(bundle);
          if (bundles % 5 === 0) await relay.setBack(backup);
          return { ...answer, highest: [] };
        },
        async read(asked) {
          const answer = await relay.read(asked);
          if (!answer.ok) return answer;
          // And does not let anybody notice.
          return {
            ok: true,
            value: answer.value.map((read) => ({
              ...read,
              state: read.state === "gone" ? "ok" : read.state,
            })),
          };
        },
      };
    },
  },
  {
    name: "one relay's offsets are taken for the other's",
    caughtAs: /not alike|is not with|does not come to rest|still news/u,
    replica: (replica) =>
      over(replica, {
        cursors: (_relayKey, streams) => replica.cursors("", streams),
        setCursors: (_relayKey, offsets) => replica.setCursors("", offsets),
      }),
  },
  {
    name: "a courier drops what it carries before a relay has named it",
    caughtAs: /lived and is not with/u,
    often: "a device is lost once it handed its file over",
    replica: (replica, person) =>
      over(replica, {
        async addStatements(statements, keys) {
          await replica.addStatements(statements, keys);
          // Taking a file in begins so: what was carried until now makes room.
          await dropCarried(person);
        },
        async outgoing(relayKey) {
          await dropCarried(person);
          return replica.outgoing(relayKey);
        },
      }),
  },
  {
    name: "whatever was sent counts as answered, whichever answer comes",
    caughtAs: /was told "relayed"/u,
    climate: { stale: 60 },
    replica: (replica) => {
      let sent: Bundle | undefined;
      return over(replica, {
        async outgoing(relayKey) {
          sent = await replica.outgoing(relayKey);
          return sent;
        },
        answered: (relayKey, answer) =>
          replica.answered(
            relayKey,
            sent === undefined ? answer : { ...answer, ...acceptedAll(sent) },
          ),
      });
    },
  },
  {
    name: "keys are wrapped for nobody",
    often: "a device is stopped",
    caughtAs: /not alike|noKey|not on/u,
    replica: (replica) => over(replica, { wrapKeys: async () => undefined }),
  },
  ...FAULTS_OF_GROUPS,
  ...FAULTS_OF_FORMS,
  ...FAULTS_OF_TIDYING,
];

/** By person, for it outlives every start of the engine. */
const sentBy = new WeakMap<Person, Set<Uint8Array>>();

async function sentOnce(replica: OpenReplica, person: Person, relayKey: string) {
  const bundle = await replica.outgoing(relayKey);
  if (bundle === undefined) return undefined;
  const sent = sentBy.get(person) ?? new Set();
  sentBy.set(person, sent);
  const streams = bundle.streams.map(({ stream, entries }) => ({
    stream,
    entries: entries.filter((bytes) => !sent.has(bytes)),
  }));
  for (const { entries } of streams) for (const bytes of entries) sent.add(bytes);
  return streams.every(({ entries }) => entries.length === 0) && bundle.statements.length === 0
    ? undefined
    : { ...bundle, streams };
}

async function dropCarried({ store }: Person): Promise<void> {
  const carried = await store.carried.toArray();
  await store.carried.bulkDelete(carried.map(({ entryId }) => entryId));
}
