import { expect, test } from "vitest";
import { PARCEL_CACHE } from "../parcel-cache.ts";
import { postParcels } from "./parcels.ts";

const ADDRESS = "http://relay.example/v1/bundles/aa";

/** A box with parcels, and a relay that answers with these statuses, one a request; undefined: no network. */
function createOffice(parcels: Record<string, string>, statuses: (number | undefined)[]) {
  const posted: { url: string; body: string; type: string }[] = [];
  const cache = {
    keys: async () => Object.keys(parcels).map((url) => ({ url })),
    match: async (url: string) =>
      new Response(parcels[url], { headers: { "content-type": "application/cbor" } }),
  };
  const office = {
    caches: {
      open: async (name: string) => {
        expect(name).toBe(PARCEL_CACHE);
        return cache as unknown as Cache;
      },
    },
    async fetch(url: string, { body, headers }: RequestInit) {
      const status = statuses.shift();
      if (status === undefined) throw new TypeError("failed to fetch");
      const type = new Headers(headers).get("content-type") ?? "";
      posted.push({ url, body: new TextDecoder().decode(body as ArrayBuffer), type });
      return new Response(null, { status });
    },
  };
  return { office, posted };
}

test("[DEL4] a parcel is posted as it lies there, to the address it lies under", async () => {
  const { office, posted } = createOffice({ [ADDRESS]: "sealed" }, [200]);
  await postParcels(office);
  expect(posted).toEqual([{ url: ADDRESS, body: "sealed", type: "application/cbor" }]);
});

test("[DEL4] without a network, or with a busy relay, the browser is asked to try again; the others are posted", async () => {
  for (const status of [undefined, 429, 503]) {
    const { office, posted } = createOffice({ [`${ADDRESS}1`]: "one", [ADDRESS]: "two" }, [
      status,
      200,
    ]);
    await expect(postParcels(office)).rejects.toThrow("not all parcels");
    expect(posted.at(-1)?.body).toBe("two");
  }
});

test("[DEL4] what a relay will not take is not posted again and again", async () => {
  const { office } = createOffice({ [ADDRESS]: "sealed" }, [400]);
  await expect(postParcels(office)).resolves.toBeUndefined();
});
