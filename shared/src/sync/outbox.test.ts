import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Delivery, NEW_DELIVERY, acknowledge, cover, dueness, forget } from "./outbox.ts";

const [A, B] = ["aa", "bb"] as const;

describe("outbox", () => {
  test("[DEL1] an entry is due at every relay, each for itself, and once a contact until a receipt covers it", () => {
    const relayed = acknowledge(NEW_DELIVERY, A, 5);
    expect([
      dueness(NEW_DELIVERY, "safety", A),
      dueness(relayed, "safety", A),
      dueness(relayed, "safety", B),
    ]).toEqual(["now", "again", "now"]);
    const received = cover(relayed, 9);
    expect([dueness(received, "safety", A), dueness(received, "safety", B)]).toEqual(["no", "no"]);
  });

  test("[DEL1] what a receipt by hand covers is still due at a first relay, and at no second", () => {
    const received = cover(NEW_DELIVERY, 9);
    expect(dueness(received, "safety", A)).toBe("now");
    expect(dueness(acknowledge(received, A, 12), "safety", A)).toBe("no");
    expect(dueness(acknowledge(received, A, 12), "safety", B)).toBe("no");
    expect(dueness({ ...received, isDelivered: false }, "safety", A)).toBe("no");
  });

  test("[DEL1] an officer's receipt for the own entry is no second device: each relay gets it once", () => {
    const received = cover(acknowledge(NEW_DELIVERY, A, 5), 9);
    expect(dueness(received, "safety", A, { isOwnWord: true })).toBe("no");
    expect(dueness(received, "safety", B, { isOwnWord: true })).toBe("now");
    expect(dueness(acknowledge(received, B, 12), "safety", B, { isOwnWord: true })).toBe("no");
  });

  test("[ERA1] an erasure goes to each relay once, whatever receipts say: each has what it lists", () => {
    const received = cover(acknowledge(NEW_DELIVERY, A, 5), 9);
    expect(dueness(received, "erasures", A)).toBe("no");
    expect(dueness(received, "erasures", B)).toBe("now");
    expect(dueness(acknowledge(received, B, 12), "erasures", B)).toBe("no");
    expect(dueness({ ...received, isDelivered: false }, "erasures", B)).toBe("no");
  });

  test("[DEL1] receipts and mailboxes await no receipt", () => {
    const relayed = acknowledge(NEW_DELIVERY, A, 5);
    expect(dueness(relayed, "receipts", A)).toBe("no");
    expect(dueness(relayed, "mailbox/0011223344556677" as never, A)).toBe("no");
  });

  test("[DEL2] the first answer and the first receipt are what is shown", () => {
    const delivery = cover(cover(acknowledge(acknowledge(NEW_DELIVERY, A, 5), A, 7), 9), 11);
    expect(delivery).toMatchObject({ state: "received", relayedAtMs: { [A]: 5 }, receivedAtMs: 9 });
    expect(cover(delivery, undefined)).toMatchObject({ state: "relayed", receivedAtMs: undefined });
  });

  test("[REL1] what a relay lost is due there again, whatever receipts say, and is no longer said to be there", () => {
    const lost = forget(acknowledge(NEW_DELIVERY, A, 5), A);
    expect(lost).toMatchObject({ state: "due", relayedAtMs: {} });
    expect(dueness(forget(cover(lost, 9), A), "receipts", A)).toBe("now");
    expect(dueness(acknowledge(lost, A, 12), "safety", A)).toBe("again");
    const refill: Delivery = forget({ ...NEW_DELIVERY, isDelivered: false }, A);
    expect([dueness(refill, "safety", A), dueness(refill, "safety", B)]).toEqual(["now", "no"]);
    expect(dueness(acknowledge(refill, A, 5), "safety", A)).toBe("no");
  });

  test("[DEL3] whatever happens short of a receipt, an own entry stays due somewhere", () => {
    const step = fc.constantFrom(
      (delivery: Delivery) => acknowledge(delivery, A, 1),
      (delivery: Delivery) => forget(delivery, A),
      (delivery: Delivery) => forget(delivery, B),
      (delivery: Delivery) => cover(delivery, undefined),
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const delivery = steps.reduce((state, next) => next(state), NEW_DELIVERY);
        expect([A, B].map((relay) => dueness(delivery, "safety", relay))).not.toContain("no");
      }),
    );
  });
});
