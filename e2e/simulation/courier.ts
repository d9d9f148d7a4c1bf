/** Couriers: what one device packs into a file, another takes in and, where it cannot read it, carries to a relay. [MEET3] */
import { handInCarried } from "@tomoshibi/client/engine/meeting/couriers.ts";
import { packFile } from "@tomoshibi/client/engine/meeting/pack-file.ts";
import type { MeetingPorts } from "@tomoshibi/client/engine/meeting/ports.ts";
import { takeIn } from "@tomoshibi/client/engine/meeting/take-in.ts";
import type { Transport } from "@tomoshibi/client/engine/transports/transport.ts";
import { type Result, ok } from "@tomoshibi/shared/base/result.ts";
import type { TransportFailure } from "@tomoshibi/client/engine/transports/transport.ts";
import type { Person } from "./person.ts";

/** Packs all that a device holds. Errors: undefined when it may not. */
export async function packFrom(person: Person): Promise<Uint8Array | undefined> {
  const packed = await packFile(portsOf(person));
  return packed.ok ? packed.value : undefined;
}

/** Takes a file in. Shape: what it came to, in a word for the trace. */
export async function takeInto(person: Person, file: Uint8Array): Promise<string> {
  const taken = await takeIn(portsOf(person), file);
  await person.replica.idle();
  if (!taken.ok) return taken.error.type;
  return taken.value.type === "taken"
    ? `${taken.value.carried} to carry, ${taken.value.damaged} damaged`
    : taken.value.type;
}

/** Hands in at a relay what is carried for others. */
export async function handInAsCourier(
  person: Person,
  transport: Transport,
  relayKey: string,
): Promise<Result<void, TransportFailure>> {
  const carried = await person.store.carried.toArray();
  return carried.length === 0 ? ok(undefined) : handInCarried(portsOf(person), transport, relayKey);
}

/** A relay lost what it had, perhaps from this courier: all is handed in again. [REL1] */
export async function forgetCarriedAt({ store }: Person): Promise<void> {
  const carried = await store.carried.toArray();
  if (carried.length > 0)
    await store.carried.bulkPut(carried.map((row) => ({ ...row, relays: [] })));
}

/** The store in memory has what meeting asks of Dexie. */
function portsOf(person: Person): MeetingPorts {
  const { replica, store } = person;
  return {
    replica,
    database: store as unknown as MeetingPorts["database"],
    clock: { nowMs: () => person.nowMs() },
  };
}
