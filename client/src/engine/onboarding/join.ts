/**
 * Joining by a card. [MEM6]
 *
 * With network it is done at once. After a QR without network the join is stored and completed at the first contact: until
 * then the profile says what the card said, and check-ins are kept as intents.
 */
import { equalBytes } from "@tomoshibi/shared/base/bytes.ts";
import { decodeCbor, encodeCbor, isText, isTuple, isUint } from "@tomoshibi/shared/base/cbor.ts";
import { ID_BYTES, toId } from "@tomoshibi/shared/base/ids.ts";
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import { wireText } from "@tomoshibi/shared/base/wire-text.ts";
import type { OpenedInvite } from "@tomoshibi/shared/membership/invite-blob.ts";
import { type InviteQr, formatInviteCode } from "@tomoshibi/shared/membership/invite.ts";
import { joinByInvite } from "@tomoshibi/shared/membership/joining.ts";
import { NAME_MAX } from "@tomoshibi/shared/records/record.ts";
import { markOf } from "@tomoshibi/shared/roster/mark.ts";
import type { EngineFailure, EngineRemote, InvitePreview } from "../api.ts";
import type { Sealed } from "../replica/vault.ts";
import { type ReadCard, fetchCard, readCard } from "./card.ts";
import { PENDING_JOIN } from "./pending-join.ts";
import type { OnboardingPorts } from "./ports.ts";

/** Longest text of a card's QR. */
const CARD_TEXT_MAX = 1024;

/** A join as a person confirmed it. */
export type JoinInput = Parameters<EngineRemote["join"]>[0];

/** Tells what a card says, for 「3班-12」の紙ですか. A QR tells it without network, but for the association's name. */
export async function lookUpInvite(
  ports: OnboardingPorts,
  codeOrQr: string,
): Promise<Result<InvitePreview, EngineFailure>> {
  const card = readCard(codeOrQr);
  if (!card.ok) return card;
  const { code, qr } = card.value;
  const opened = await fetchCard(ports, card.value);
  if (opened.ok) {
    const { household, group, indexInGroup, associationName } = opened.value.blob;
    const mark = markOf(group, indexInGroup);
    return ok({
      code: formatInviteCode(code),
      associationName,
      mark,
      group,
      household,
      isComplete: true,
    });
  }
  if (opened.error.type !== "offline" || qr === undefined) return opened;
  const { household, group, indexInGroup } = qr;
  const mark = markOf(group, indexInGroup);
  return ok({
    code: formatInviteCode(code),
    associationName: "",
    mark,
    group,
    household,
    isComplete: false,
  });
}

/** Joins. Errors: those of the card; alreadyMember; insecureOrigin. */
export async function join(
  ports: OnboardingPorts,
  input: JoinInput,
): Promise<Result<void, EngineFailure>> {
  const joined = await joinNow(ports, input);
  if (joined.ok || joined.error.type !== "offline") return joined;
  const card = readCard(input.codeOrQr);
  if (!card.ok || card.value.qr === undefined) return joined;
  return ok(await storePendingJoin(ports, card.value.qr, input));
}

async function joinNow(
  ports: OnboardingPorts,
  input: JoinInput,
): Promise<Result<void, EngineFailure>> {
  if (!ports.isSecure) return err({ type: "insecureOrigin" });
  if (ports.replica.identity !== undefined) return err({ type: "alreadyMember" });
  const card = readCard(input.codeOrQr);
  if (!card.ok) return card;
  const opened = await fetchCard(ports, card.value);
  // Another card may have joined while the relay was asked about this one.
  if (ports.replica.identity !== undefined) return err({ type: "alreadyMember" });
  return opened.ok ? ok(await installJoined(ports, card.value, opened.value, input)) : opened;
}

/**
 * Completes a join that waited.
 *
 * Shape:  true when this replica is a member now; false when the card was refused, which a notice then says.
 * Errors: it goes on waiting; offline, or notFound while the relay does not know the card.
 */
export async function finishJoining(
  ports: OnboardingPorts,
): Promise<Result<boolean, { readonly type: "offline" | "notFound" }>> {
  const { database, clock } = ports;
  const pending = (await database.keyValues.get(PENDING_JOIN))?.value;
  const input = decodePending(await ports.vault.open(pending));
  if (input === undefined || ports.replica.identity !== undefined) {
    await database.keyValues.delete(PENDING_JOIN);
    return ok(ports.replica.identity !== undefined);
  }
  const joined = await joinNow(ports, input);
  if (joined.ok || ports.replica.identity !== undefined) return ok(true);
  if (joined.error.type === "offline") return err({ type: "offline" });
  // A relay that lost its data knows no card until an officer's device fills it again.
  if (joined.error.type === "codeWrong") return err({ type: "notFound" });
  // The profile and every stored intent stay: another card of the household completes them. [DEL3]
  const isOver = await database.transaction(
    "rw",
    [database.keyValues, database.notices],
    async () => {
      // Another card was read while the relay was asked about this one: that one waits now.
      const now = (await database.keyValues.get(PENDING_JOIN))?.value;
      if (!isSameSealed(now as Sealed | undefined, pending as Sealed)) return false;
      await database.keyValues.delete(PENDING_JOIN);
      await database.notices.put({
        id: "joinRefused",
        code: `joinRefused.${joined.error.type}`,
        detail: "",
        atMs: clock.nowMs(),
      });
      return true;
    },
  );
  return isOver ? ok(false) : err({ type: "notFound" });
}

/** What is sealed anew has another nonce. */
function isSameSealed(left: Sealed | undefined, right: Sealed): boolean {
  return left !== undefined && equalBytes(left.nonce, right.nonce);
}

async function installJoined(
  ports: OnboardingPorts,
  card: ReadCard,
  opened: OpenedInvite,
  input: JoinInput,
): Promise<void> {
  const { blob } = opened;
  const joined = joinByInvite(ports, card.invite, opened);
  const { device, signSeed, sealSeed } = joined.keys;
  await ports.replica.install({
    identity: { association: blob.association, device, signSeed, sealSeed, rootSeed: undefined },
    statements: joined.statements,
    keys: [...joined.keyring.keys.values()],
    associationName: blob.associationName,
    representative: input.representative,
    mark: markOf(blob.group, blob.indexInGroup),
    isDemo: blob.isDemo,
    relayUrls: blob.relays,
    purposeVersion: input.purposeVersion,
  });
  await ports.database.keyValues.delete(PENDING_JOIN);
  await ports.database.notices.delete("joinRefused");
}

async function storePendingJoin(
  ports: OnboardingPorts,
  qr: InviteQr,
  input: JoinInput,
): Promise<void> {
  const { database, clock, vault } = ports;
  const value = await vault.seal(
    encodeCbor([
      1,
      wireText(input.codeOrQr),
      input.group,
      wireText(input.representative),
      input.purposeVersion,
    ]),
  );
  await database.transaction("rw", [database.keyValues, database.profile], async () => {
    // Another card joined meanwhile: its profile says more.
    if (ports.replica.identity !== undefined) return;
    await database.keyValues.put({ key: PENDING_JOIN, value });
    await database.profile.put({
      key: "me",
      association: qr.association,
      associationName: "",
      // No keys yet: they are made when the card can be checked.
      device: toId("device", new Uint8Array(ID_BYTES.device)),
      household: qr.household,
      group: qr.group,
      mark: markOf(qr.group, qr.indexInGroup),
      representative: input.representative,
      persons: [],
      roles: ["member"],
      isOfficer: false,
      isConfirmed: false,
      isDemo: false,
      joinedAtMs: clock.nowMs(),
    });
  });
}

function decodePending(bytes: Uint8Array | undefined): JoinInput | undefined {
  const value = bytes && decodeCbor(bytes);
  if (!isTuple(value, 5)) return undefined;
  const [version, codeOrQr, group, representative, purposeVersion] = value;
  if (
    version !== 1 ||
    !isText(codeOrQr, CARD_TEXT_MAX) ||
    !isUint(group) ||
    !isText(representative, NAME_MAX)
  )
    return undefined;
  return isUint(purposeVersion) ? { codeOrQr, group, representative, purposeVersion } : undefined;
}
