/** A check that was opened by a clock years ahead, or by a lie: it is no end to every drill from then on. */
import type { IncidentId } from "@tomoshibi/shared/base/ids.ts";
import { incidentIdOf } from "@tomoshibi/shared/records/incident-id.ts";
import { SECONDS_MAX } from "@tomoshibi/shared/records/fields.ts";
import { encodePayload } from "@tomoshibi/shared/records/payload.ts";
import {
  addDevice,
  createWorld,
  giveKeys,
  joinHousehold,
  writeEntry,
} from "@tomoshibi/shared/testing/association-world.ts";
import { expect, test } from "vitest";
import { INCIDENT, ORIGIN, installReplica } from "./testing/replica-world.ts";

const NOW_MS = 1_775_001_600_000;

test.each([SECONDS_MAX, NOW_MS / 1000 + 300_000_000])(
  "[STR1] [DEL1] a drill stays open after a real check that a member's clock put at %d, and opens again",
  async (atSeconds) => {
    const world = await createWorld();
    const officer = addDevice(world, { role: "officer", household: 5, group: 1 });
    const member = await joinHousehold(world, 12, 3);
    giveKeys(world, officer);
    const { bytes } = writeEntry(
      world,
      member,
      "members",
      encodePayload({
        ...{ kind: "incidentOpened", incident: INCIDENT, origin: ORIGIN, cause: "earthquake" },
        ...{ title: "", atSeconds },
      }),
    );
    const desk = await installReplica(world, officer);
    const messages = [{ bytes, relayedAtSeconds: NOW_MS / 1000 }];
    await desk.replica.receive([{ stream: "members", messages }]);
    const isOpen = async (incident: IncidentId) =>
      (await desk.database.incidents.get(incident))?.isOpen;
    const change = (incident: IncidentId, to: "confirmed" | "closed" | "reopened") =>
      desk.run({ type: "changeIncident", incident, change: to, atMs: NOW_MS });
    await change(INCIDENT, "confirmed");
    await change(INCIDENT, "closed");
    const origin = { type: "drill", nonce: new Uint8Array(16).fill(1) } as const;
    const drill = incidentIdOf(origin);
    await desk.run({
      ...{ type: "openIncident", incident: drill, origin, cause: "earthquake" },
      ...{ title: "秋の訓練", atMs: NOW_MS },
    });
    expect([await isOpen(INCIDENT), await isOpen(drill)]).toEqual([false, true]);
    await change(drill, "closed");
    expect(await isOpen(drill)).toBe(false);
    await change(drill, "reopened");
    expect(await isOpen(drill)).toBe(true);
  },
);
