import { expect, test } from "vitest";
import { replicaAddress } from "./address.ts";

test("a real path never opens a demo's database, and the reverse", () => {
  expect(replicaAddress("/", "main")?.replica).toBe("main");
  expect(replicaAddress("/demolition", "main")?.replica).toBe("main");
  expect(replicaAddress("/demo/resident", "main")?.replica).toBe("demo-resident");
  expect(replicaAddress("/desk", "main-2")?.replica).toBe("main-2");
  expect(replicaAddress("/demo/officer/desk", "main-2")?.replica).toBe("demo-officer");
});

test("the demo's frame opens no database at all", () => {
  expect(replicaAddress("/demo", "main")).toBeUndefined();
  expect(replicaAddress("/demo/", "main-2")).toBeUndefined();
});
