/** Asking a relay from an app that another relay serves. */
import { expect, test } from "vitest";
import { NONCE_HEADER } from "@tomoshibi/shared/relay-api/paths.ts";
import { createTestRelay } from "../testing/relay-fixture.ts";

const PATHS = ["/v1/bundles/aa", "/v1/reads/aa", "/v1/invites/aa", "/healthz?n=aa"];

test("[REL7] an app of another origin may ask all that devices ask, and read the nonce of any answer", async () => {
  const relay = await createTestRelay();
  for (const path of PATHS) {
    const asking = await relay.app.request(path, {
      method: "OPTIONS",
      headers: { origin: "https://town.example", "access-control-request-method": "POST" },
    });
    expect([path, asking.status]).toEqual([path, 204]);
    expect(asking.headers.get("access-control-allow-headers")).toBe("content-type");
    const answer = await relay.app.request(path, { headers: { origin: "https://town.example" } });
    for (const { headers } of [asking, answer]) {
      expect(headers.get("access-control-allow-origin")).toBe("*");
      expect(headers.get("access-control-allow-credentials")).toBeNull();
    }
    expect(answer.headers.get("access-control-expose-headers")).toContain(NONCE_HEADER);
  }
});

test("[REL7] no other origin may read the app itself", async () => {
  const relay = await createTestRelay();
  const answer = await relay.app.request("/", { headers: { origin: "https://evil.example" } });
  expect(answer.headers.get("access-control-allow-origin")).toBeNull();
  expect(answer.headers.get("cross-origin-resource-policy")).toBe("same-origin");
});
