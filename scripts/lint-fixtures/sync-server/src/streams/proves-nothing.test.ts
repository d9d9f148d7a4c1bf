// breaks expect-expect: G15
import { test } from "vitest";
test("something", () => {});
