/** Reading a card: typed code or QR, and the blob a relay keeps for it. [MEM6] */
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import { type OpenedInvite, openInviteBlob } from "@tomoshibi/shared/membership/invite-blob.ts";
import {
  type Invite,
  type InviteCode,
  type InviteQr,
  decodeInviteQr,
  deriveInvite,
  parseInviteCode,
} from "@tomoshibi/shared/membership/invite.ts";
import type { EngineFailure } from "../api.ts";
import { type OnboardingPorts, cardFailure } from "./ports.ts";

/** A card that was typed or scanned. */
export interface ReadCard {
  readonly code: InviteCode;
  readonly invite: Invite;
  /** What the QR says; undefined for a typed code. */
  readonly qr: InviteQr | undefined;
}

/** Reads what was typed or scanned. Errors: codeWrong. */
export function readCard(codeOrQr: string): Result<ReadCard, EngineFailure> {
  const qr = decodeInviteQr(codeOrQr.trim());
  if (qr !== undefined) return ok({ code: qr.code, invite: deriveInvite(qr.code), qr });
  const code = parseInviteCode(codeOrQr);
  if (!code.ok) return err({ type: "codeWrong" });
  return ok({ code: code.value, invite: deriveInvite(code.value), qr: undefined });
}

/**
 * Fetches and checks a card's blob: at the relay its QR names, else at the one that serves this app.
 *
 * Errors: offline when no relay proves itself, for a captive portal's 404 says nothing about a card [REL6]; codeWrong for an
 * unknown card or a blob that does not hold together; cardUsedUp.
 */
export async function fetchCard(
  ports: Pick<OnboardingPorts, "relayUrl" | "transportTo">,
  card: ReadCard,
): Promise<Result<OpenedInvite, EngineFailure>> {
  let failure: EngineFailure | undefined;
  for (const url of new Set([card.qr?.relayUrl ?? ports.relayUrl, ports.relayUrl])) {
    const transport = ports.transportTo(url);
    const proof = await transport.probe();
    if (!proof.ok) {
      failure ??= { type: "offline" };
      continue;
    }
    const blob = await transport.getInvite(card.invite.inviteId);
    if (!blob.ok) {
      // What the card's own relay says, or that it cannot be reached, goes before another relay's not knowing it.
      failure ??= cardFailure(blob.error);
      continue;
    }
    const opened = openInviteBlob(
      card.invite,
      blob.value,
      card.qr && { expected: card.qr.association },
    );
    return opened.ok ? opened : err({ type: "codeWrong" });
  }
  return err(failure ?? { type: "offline" });
}
