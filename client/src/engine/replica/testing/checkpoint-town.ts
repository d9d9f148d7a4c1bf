/** A town whose officers' devices sum up, for tests of checkpoints. [DOC4] */
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import { type VerifySignature, verify } from "@tomoshibi/shared/crypto/sign.ts";
import { decodeDigest, encodeDigest } from "@tomoshibi/shared/checkpoints/digest.ts";
import { createDeviceKeys } from "@tomoshibi/shared/membership/device-keys.ts";
import { certifyDevice } from "@tomoshibi/shared/membership/issue.ts";
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { decodePayload, encodePayload } from "@tomoshibi/shared/records/payload.ts";
import type { Checkpoint, Payload, Status } from "@tomoshibi/shared/records/record.ts";
import {
  type WorldDevice,
  addDevice,
  createWorld,
  writeEntry,
} from "@tomoshibi/shared/testing/association-world.ts";
import {
  INCIDENT,
  type TestReplica,
  contact,
  createMemoryRelay,
  installReplica,
  openIncident,
} from "./replica-world.ts";

const checked = new Map<string, boolean>();
/** One town after the other has the same keys and says the same: what one replica checked, none checks again. */
export const verifySignature: VerifySignature = (signature, message, key) => {
  const name = [signature, message, key].map(bytesToHex).join();
  const known = checked.get(name) ?? verify(signature, message, key);
  checked.set(name, known);
  return known;
};
/** When the town is asked. */
export const AT = 1_775_001_600_000;
const HOUSEHOLDS = 24;

/** A founder's desk with an open incident; residents whose words lie on the relay as they say them; other officers. */
export async function town() {
  const world = await createWorld();
  const relay = createMemoryRelay();
  const residents = Array.from({ length: HOUSEHOLDS - 1 }, (_, at): WorldDevice => {
    const keys = createDeviceKeys(world);
    const plan = { role: "member", household: at + 2, group: 1 } as const;
    world.statements.push(certifyDevice(world.association, world.founder.keys, keys, plan));
    return { keys, keyring: world.founder.keyring, heads: new Map() };
  });
  const officers = [40, 41].map((household) =>
    addDevice(world, { role: "officer", household, group: 1 }),
  );
  const desk = await installReplica(world, world.founder, { verifySignature });
  await desk.run(openIncident(AT));
  const push = (author: WorldDevice, stream: StreamName, payload: Payload) => {
    const entry = writeEntry(world, author, stream, encodePayload(payload));
    const bundle = { association: world.association, sender: author.keys.device, statements: [] };
    relay.push({ ...bundle, streams: [{ stream, entries: [entry.bytes] }] });
    return entry;
  };
  const report = (author: WorldDevice, status: Status = "safe") =>
    push(author, "safety", {
      ...{ kind: "report", incident: INCIDENT, household: 0, comment: "", place: undefined },
      ...{ subjects: [{ subject: "all", status }], by: "self", means: "app", supersedes: [] },
      ...{ atSeconds: AT / 1000, aboutSeconds: undefined },
    });
  const read = (author: WorldDevice) =>
    push(author, "safety", { kind: "incidentRead", incident: INCIDENT, atSeconds: AT / 1000 });
  /** Some answered, some have seen the question, one of them asks for help. */
  const answer = () => {
    for (const [at, resident] of residents.entries()) {
      if (at < 14) report(resident, at === 3 ? "help" : "safe");
      else if (at < 18) read(resident);
    }
  };
  return { world, relay, residents, officers, desk, push, report, read, answer };
}

/** What {@link town} makes. */
export type Town = Awaited<ReturnType<typeof town>>;

/** Everything comes in, and what is owed is written and sent. */
export async function serve(device: TestReplica, { relay }: Town): Promise<void> {
  await contact(device, relay);
  await device.replica.writeReceipt();
  await contact(device, relay);
}

/** A device that has read these streams and nothing else. */
export async function reads(device: TestReplica, { relay }: Town, ...streams: StreamName[]) {
  await device.replica.receive(relay.read(streams, new Map()));
  await device.replica.idle();
}

/** Another officer's device, which has read nothing yet. */
export const officerOf = ({ world, officers }: Town) =>
  installReplica(world, officers[0] as WorldDevice, { verifySignature });

/** What a device shows of them. */
export const checkpoints = ({ database }: TestReplica) => database.checkpoints.toArray();
/** The counts that a device made itself. */
export const counts = async ({ database }: TestReplica) =>
  (await database.boardCounts.get([INCIDENT, 0]))?.counts;
/** How many lie on the relay. */
export const written = ({ relay }: Town) => relay.length("checkpoints") / 2;

/** An officer's device (or another) claims that nobody asks for help, about the very set that the desk summed up. */
export async function lie(
  at: Town,
  liar: WorldDevice,
  changes: Partial<Checkpoint> = {},
): Promise<void> {
  const stored = async (kind: "checkpoint" | "checkpointFrontier") => {
    const row = await at.desk.database.entries.where("kind").equals(kind).first();
    return row?.payload && decodePayload(row.payload);
  };
  const frontier = await stored("checkpointFrontier");
  const checkpoint = await stored("checkpoint");
  const digest = checkpoint?.kind === "checkpoint" ? decodeDigest(checkpoint.digest) : undefined;
  if (frontier?.kind !== "checkpointFrontier" || checkpoint?.kind !== "checkpoint" || !digest)
    throw new Error("Broken invariant: the desk wrote a checkpoint");
  const incidents = digest.incidents.map((incident) => ({
    ...incident,
    total: incident.total.map((one) =>
      one.state === "help" ? { ...one, state: "safe" as const } : one,
    ),
  }));
  at.push(liar, "checkpoints", frontier);
  const claimed = encodeDigest({ ...digest, incidents });
  at.push(liar, "checkpoints", { ...checkpoint, digest: claimed, ...changes });
}
