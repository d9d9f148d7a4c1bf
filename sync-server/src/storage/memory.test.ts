import { createMemoryStorage } from "./memory.ts";
import { createManualClock, describeStorage } from "./storage.contract.ts";

const clock = createManualClock();
const storage = createMemoryStorage({ clock });

describeStorage("memory", () => ({ storage, clock }));
