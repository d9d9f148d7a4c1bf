/** 地震のしらせ: whose alerts open incidents for everybody, for which place and from what 震度. [STR] */
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import type { EngineFailure, EngineRemote } from "../api.ts";
import { certifyRelayHere } from "./certify-relay.ts";
import type { OnboardingPorts } from "./ports.ts";
import { isByOfficer } from "./relay-calls.ts";
import { storeCommand } from "./store-command.ts";

/**
 * Certifies the beacon, whose fingerprint two people compared, and says in the settings what is listened to from now on; with an
 * empty key nobody is.
 *
 * Errors: notAllowed for who is no officer, and for a key that was stopped or is a person's.
 */
export async function listenTo(
  ports: OnboardingPorts,
  rule: Parameters<EngineRemote["listenTo"]>[0],
): Promise<Result<void, EngineFailure>> {
  if (!isByOfficer(ports)) return err({ type: "notAllowed" });
  if (rule.beacon !== "") {
    const certified = await certifyRelayHere(ports, rule.beacon);
    if (!certified.ok) return certified;
  }
  await storeCommand(ports, "alerts", { ...rule, type: "ruleAlerts", atMs: ports.clock.nowMs() });
  return ok(undefined);
}
