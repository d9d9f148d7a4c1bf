/** How a relay takes forms of the no-app page, over any storage. */
import { beforeEach, describe, expect, test } from "vitest";
import { decodeEntry, encodeEntry, sealEntry } from "@tomoshibi/shared/entry/entry.ts";
import type { AssociationWorld, WorldDevice } from "@tomoshibi/shared/testing/association-world.ts";
import {
  addDevice,
  createWorld,
  joinHousehold,
  rotateIn,
  writeEntry,
} from "@tomoshibi/shared/testing/association-world.ts";
import { posterKey, writeForm } from "@tomoshibi/shared/testing/forms.ts";
import { type ManualClock, createManualClock } from "@tomoshibi/shared/testing/manual-clock.ts";
import type { Storage } from "../storage/storage.ts";
import {
  type TestRelay,
  createTestRelay,
  handIn,
  read,
  verdictsOf,
} from "../testing/relay-fixture.ts";
import {
  FORMS_MESSAGES_MAX,
  FORM_ALLOWANCE,
  INTAKE_CROWDED_KEEP_MS,
  INTAKE_MESSAGES_MAX,
  INTAKE_SWEEP_MS,
  INTAKE_UNKNOWN_SHARE,
} from "./limits.ts";
import { STREAM_CONFIG } from "./plan.ts";

/** Registers the tests. `open` gives a storage that may hold other associations. */
export function describeForms(adapter: string, open: (clock: ManualClock) => Storage): void {
  let relay: TestRelay;
  let world: AssociationWorld;
  let seed = adapter.length * 1000;

  beforeEach(async () => {
    const clock = createManualClock();
    relay = await createTestRelay({ clock, storage: open(clock) });
    seed += 1;
    world = await createWorld(seed);
    await handIn(relay, world, world.founder.keys, { statements: world.statements });
  });

  /** As the page does: under no name. */
  async function hand(...entries: readonly Uint8Array[]): Promise<string[]> {
    const nobody = { ...world.founder.keys, device: "0000000000000000" as never };
    const answer = await handIn(relay, world, nobody, { streams: [{ stream: "forms", entries }] });
    expect(answer.highest).toEqual([]);
    return verdictsOf(answer.entries);
  }

  const forms = (count: number) => Array.from({ length: count }, () => writeForm(world).bytes);

  async function fill(stream: "forms" | "intake", count: number): Promise<void> {
    const messages = Array.from({ length: count }, (_, index) => {
      return { id: null, author: null, seq: null, bytes: new Uint8Array([index % 256]) };
    });
    const key = { association: world.association, stream };
    const write = { type: "append", key, messages, createWith: STREAM_CONFIG } as const;
    expect((await relay.storage.transact([write])).ok).toBe(true);
  }

  async function held(reader: WorldDevice) {
    const [forms] = await read(relay, world, reader.keys, { streams: ["forms"] });
    return forms;
  }

  describe(`forms: a relay on ${adapter}`, () => {
    test("[FORM2] [REL3] a form is stored once, for officers and nobody else to read", async () => {
      const [form = new Uint8Array()] = forms(1);
      expect(await hand(form)).toEqual(["intake"]);
      // A page that did not hear the answer sends it again.
      expect(await hand(form)).toEqual(["intake"]);
      const officer = await held(world.founder);
      expect(officer?.messages.map(({ bytes }) => bytes)).toEqual([form]);
      const resident = await joinHousehold(world, 12, 3);
      await handIn(relay, world, world.founder.keys, { statements: world.statements });
      expect((await held(resident))?.state).toBe("denied");
    });

    test("[FORM2] a flood of forms is put off, and comes in as time goes on", async () => {
      const flood = forms(FORM_ALLOWANCE.burst + 5);
      const verdicts = await hand(...flood);
      expect(verdicts.filter((verdict) => verdict === "later")).toHaveLength(5);
      relay.clock.advance(FORM_ALLOWANCE.refillMs * 2);
      const again = await hand(...flood);
      expect(again.filter((verdict) => verdict === "later")).toHaveLength(3);
    });

    test("[FORM2] forms that fill their room keep nobody's device out of the intake, nor it them", async () => {
      const stranger = addDevice(await createWorld(seed + 500), {
        ...{ role: "member", household: 2, group: 1 },
      });
      const knock = () => {
        const author = { ...stranger, keyring: world.founder.keyring };
        const entries = [writeEntry(world, author, "safety", new Uint8Array([1, 2, 3]))];
        return handIn(relay, world, stranger.keys, { streams: [{ stream: "safety", entries }] });
      };
      await fill("forms", FORMS_MESSAGES_MAX);
      expect(await hand(...forms(1))).toEqual(["later"]);
      expect(verdictsOf((await knock()).entries)).toEqual(["intake"]);
      const other = await createWorld(seed + 600);
      world = other;
      await handIn(relay, world, world.founder.keys, { statements: world.statements });
      await fill("intake", INTAKE_MESSAGES_MAX * INTAKE_UNKNOWN_SHARE);
      expect(verdictsOf((await knock()).entries)).toEqual(["later"]);
      expect(await hand(...forms(1))).toEqual(["intake"]);
    });

    test("[FORM2] forms that officers' devices have read make room for others after a day", async () => {
      await fill("forms", FORMS_MESSAGES_MAX - 1);
      expect(await hand(...forms(2))).toEqual(["intake", "later"]);
      const first = await held(world.founder);
      const streams = [{ stream: "forms" as const, offset: first?.nextOffset ?? "" }];
      await read(relay, world, world.founder.keys, { streams });
      relay.clock.advance(Math.max(INTAKE_CROWDED_KEEP_MS, INTAKE_SWEEP_MS));
      await read(relay, world, world.founder.keys, { streams });
      await expect.poll(() => hand(...forms(1))).toEqual(["intake"]);
    });

    test("[FORM2] what is no form, too large, or for no key of the association is not taken", async () => {
      const [form = new Uint8Array()] = forms(1);
      const entry = decodeEntry(form);
      if (entry === undefined) throw new Error("a form is an entry");
      const signature = new Uint8Array(64).fill(7);
      const place = { association: world.association, stream: "forms" as const };
      const head = { seq: 0, entryId: undefined };
      const key = posterKey(world);
      const large = sealEntry(place, world.founder.keys, head, key, new Uint8Array(2_000));
      const signed = sealEntry(place, world.founder.keys, head, key, new Uint8Array(900));
      expect(
        await hand(
          encodeEntry({ ...entry, signature }),
          encodeEntry({ ...entry, box: new Uint8Array(10) }),
          encodeEntry({ ...entry, box: undefined }),
          large.bytes,
          signed.bytes,
          new Uint8Array([1, 2, 3]),
        ),
      ).toEqual([
        ...["refused: malformed", "refused: malformed", "refused: erased"],
        ...["refused: malformed", "refused: malformed", "refused: malformed"],
      ]);
      await rotateIn(world, ["safety"]);
      // The relay has not heard of the new key yet: the page keeps it and tries again.
      const [newer = new Uint8Array()] = forms(1);
      expect(await hand(newer)).toEqual(["later"]);
      await handIn(relay, world, world.founder.keys, { statements: world.statements });
      expect(await hand(newer, form)).toEqual(["intake", "intake"]);
    });

    test("[FORM2] an association that is not here takes none", async () => {
      const { bytes } = writeForm(await createWorld(seed + 700));
      world = await createWorld(seed + 700);
      expect(await hand(bytes)).toEqual(["later"]);
    });
  });
}
