// breaks warn-todo: G17
import { test } from "vitest";
test.todo("something");
