import { expect, test } from "vitest";
import { bytesToHex } from "@tomoshibi/shared/base/bytes.ts";
import { signPublicKey } from "@tomoshibi/shared/crypto/sign.ts";
import { keysToWrap } from "@tomoshibi/shared/keys/mailbox.ts";
import { standingOfKey } from "@tomoshibi/shared/membership/authority.ts";
import { certifyRelayHere } from "./certify-relay.ts";
import { membershipOf, neighbours } from "./testing/neighbours.ts";

const relayKey = signPublicKey(new Uint8Array(32).fill(7));

test("[REL7] [MEM3] an officer certifies a relay once; it is given no key to read with", async () => {
  const { officer } = await neighbours();
  expect(await certifyRelayHere(officer.ports, bytesToHex(relayKey))).toEqual({ ok: true });
  const { authority, keyring, statements } = await membershipOf(officer);
  const standing = standingOfKey(authority, relayKey);
  expect([...(standing?.roles ?? [])]).toEqual(["relay"]);
  const self = officer.installation()?.identity.device;
  if (self === undefined || standing === undefined) throw new Error("both are members");
  const wrapped = keysToWrap({ authority, keyring, alreadyWrapped: new Map(), self });
  expect(wrapped.map((one) => one.standing.device)).not.toContain(standing.device);
  expect(await certifyRelayHere(officer.ports, bytesToHex(relayKey))).toEqual({ ok: true });
  expect((await membershipOf(officer)).statements.length).toBe(statements.length);
});

test("[REL7] a key that is none, or a person's, is no relay's", async () => {
  const { officer } = await neighbours();
  const identity = officer.installation()?.identity;
  if (identity === undefined) throw new Error("an officer has a key");
  for (const key of ["", "zz", bytesToHex(signPublicKey(identity.signSeed))])
    expect(await certifyRelayHere(officer.ports, key)).toMatchObject({
      ok: false,
      error: { type: "notAllowed" },
    });
});
