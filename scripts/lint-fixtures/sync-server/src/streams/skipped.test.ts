// breaks no-disabled-tests: G17
import { test } from "vitest";
test.skip("something", () => {});
