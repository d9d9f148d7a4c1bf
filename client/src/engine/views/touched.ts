/** What the projections ask of what a transaction touched. */
import type { Payload } from "@tomoshibi/shared/records/record.ts";

/** Whether a payload of one of these kinds was touched, or everything was. */
export type Has = (...kinds: Payload["kind"][]) => boolean;
