import { expect, test } from "vitest";
import { replicaAddress } from "./address.ts";

test("a real path never opens a demo's database, and the reverse", () => {
  expect(replicaAddress("/")?.replica).toBe("main");
  expect(replicaAddress("/demolition")?.replica).toBe("main");
  expect(replicaAddress("/demo/resident")?.replica).toBe("demo-resident");
  expect(replicaAddress("/demo/officer/desk")?.replica).toBe("demo-officer");
});

test("the demo's frame opens no database at all", () => {
  expect(replicaAddress("/demo")).toBeUndefined();
  expect(replicaAddress("/demo/")).toBeUndefined();
});
