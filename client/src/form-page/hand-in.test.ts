import { expect, test } from "vitest";
import type { AssociationId } from "@tomoshibi/shared/base/ids.ts";
import {
  type Verdict,
  decodeBundle,
  encodeBundleAnswer,
} from "@tomoshibi/shared/relay-api/bundle.ts";
import { type Delivery, type HandInPorts, deliver } from "./hand-in.ts";

const FORM = {
  association: "ab".repeat(16) as AssociationId,
  entryId: "cd".repeat(32),
  bytes: new Uint8Array([1, 2, 3]),
};

const verdict = (said: Verdict, id = FORM.entryId): Response =>
  new Response(
    new Uint8Array(
      encodeBundleAnswer({
        ...{ statements: [], highest: [], receipts: [] },
        entries: [{ id, verdict: said, reason: said === "refused" ? "malformed" : "none" }],
      }),
    ),
  );

/** A page whose relay answers one thing after the other; timers fire when the test says so. */
function page(...answers: readonly (() => Response)[]) {
  const sent: Uint8Array[] = [];
  const shown: Delivery[] = [];
  const waits: number[] = [];
  let fire = () => {};
  const ports: HandInPorts = {
    relayUrl: "https://relay.example",
    async fetch(url, { body }) {
      expect(url).toBe(`https://relay.example/v1/bundles/${FORM.association}`);
      sent.push(body as Uint8Array);
      const answer = answers[Math.min(sent.length, answers.length) - 1];
      if (answer === undefined) throw new TypeError("failed to fetch");
      return answer();
    },
    setTimer(ms, run) {
      waits.push(ms);
      fire = run;
      return () => {
        fire = () => {};
      };
    },
  };
  const running = deliver(ports, FORM, (delivery) => shown.push(delivery));
  return { running, sent, shown, waits, later: () => fire() };
}

async function expectLast(shown: readonly Delivery[], delivery: Delivery): Promise<void> {
  await expect.poll(() => shown.at(-1)).toBe(delivery);
}

test("[FORM2] only a relay that names the form is believed; a portal's page and another's answer are not", async () => {
  const portal = () => new Response("<html>login</html>");
  const other = () => verdict("intake", "ee".repeat(32));
  const busy = () => new Response("{}", { status: 500 });
  const { shown, later } = page(portal, other, busy, () => verdict("intake"));
  for (let attempt = 0; attempt < 3; attempt += 1) {
    await expectLast(shown, "offline");
    later();
  }
  await expectLast(shown, "relayed");
  expect(shown.filter((delivery) => delivery === "relayed")).toHaveLength(1);
});

test("[FORM2] a full relay is said to be full, and asked again ever more seldom, with the same bytes", async () => {
  const full = () => verdict("later");
  const { shown, sent, waits, later } = page(full, full, full, full, full, full, () =>
    verdict("known"),
  );
  for (let attempt = 0; attempt < 6; attempt += 1) {
    await expectLast(shown, "full");
    later();
  }
  await expectLast(shown, "relayed");
  expect(waits).toEqual([5_000, 10_000, 20_000, 40_000, 60_000, 60_000]);
  expect(new Set(sent.map(String)).size).toBe(1);
  const bundle = decodeBundle(sent[0] ?? new Uint8Array());
  expect(bundle?.streams).toEqual([{ stream: "forms", entries: [FORM.bytes] }]);
  expect(bundle?.sender).toBe("0000000000000000");
});

test("[FORM2] a form that is refused is not sent for ever, nor one whose page was left", async () => {
  const refused = page(() => verdict("refused"));
  await expectLast(refused.shown, "refused");
  expect(refused.waits).toEqual([]);
  const left = page(() => verdict("later"));
  await expectLast(left.shown, "full");
  left.running.stop();
  left.later();
  left.running.tryNow();
  expect(left.sent).toHaveLength(1);
});

test("[FORM2] when the network comes back it is tried at once", async () => {
  const { running, shown } = page(
    () => new Response("", { status: 503 }),
    () => verdict("accepted"),
  );
  await expectLast(shown, "full");
  running.tryNow();
  await expectLast(shown, "relayed");
});
