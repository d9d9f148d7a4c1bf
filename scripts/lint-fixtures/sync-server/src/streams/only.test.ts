// breaks no-focused-tests: G17
import { test } from "vitest";
test.only("something", () => {});
