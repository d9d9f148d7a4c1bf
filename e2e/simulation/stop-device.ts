/** A telephone is lost: what the founder does then. */
import type { StreamName } from "@tomoshibi/shared/entry/stream-name.ts";
import { audiencesToRotate, startEpochs } from "@tomoshibi/shared/keys/rotation.ts";
import { computeAuthority, standingsOf } from "@tomoshibi/shared/membership/authority.ts";
import { decodeStatement } from "@tomoshibi/shared/membership/statement.ts";
import { revokeDevice } from "@tomoshibi/shared/membership/issue.ts";
import type { ChainHead } from "@tomoshibi/shared/entry/entry.ts";
import { pick } from "./chance.ts";
import type { World } from "./world.ts";

/** Devices stopped in one run, at most: a town that stops everybody has nothing left to check. */
const STOPPED_MAX = 2;

/** The founder stops a lost telephone: one revocation, and new keys for what it could read. [MEM5] [KEY3] */
export async function stopDevice(world: World): Promise<void> {
  const { people, note, ledger } = world;
  const founder = people[0];
  const lost = pick(
    world.random,
    people.slice(1).filter(({ citizen }) => !ledger.erasers.has(citizen.device.keys.device)),
  );
  if (
    founder === undefined ||
    lost === undefined ||
    ledger.stopped.size >= STOPPED_MAX ||
    ledger.stopped.has(lost.citizen.device.keys.device)
  )
    return;
  const { identity, authority, keyring } = founder.replica;
  const subject = lost.citizen.device.keys.device;
  const [standing] = authority === undefined ? [] : standingsOf(authority, subject);
  if (identity === undefined || authority === undefined || standing === undefined) return;
  const heads = new Map<StreamName, ChainHead>();
  for (const { author, signedBy, stream, seq, entryId } of await founder.store.entries.toArray())
    if (author === subject && signedBy !== undefined && seq > (heads.get(stream)?.seq ?? 0))
      heads.set(stream, { seq, entryId });
  const issued = (await founder.store.statements.toArray()).flatMap(
    ({ bytes }) => decodeStatement(identity.association, bytes) ?? [],
  );
  const revocation = revokeDevice(authority, identity, { subject, heads, issued });
  const audiences = audiencesToRotate(authority, standing);
  const after = computeAuthority(identity.association, [...issued, revocation]);
  const begun = await startEpochs(
    { random: world.random },
    { authority: after, keyring, issuer: identity, audiences },
  );
  note(`the founder stops ${lost.citizen.name}`);
  ledger.stopped.add(subject);
  await founder.replica.addStatements(
    [revocation, ...begun.statements],
    [...begun.keyring.keys.values()],
  );
  await founder.replica.idle();
}
