/**
 * A check-in as it travels, made by the code that makes real ones: what `npm run sizes` measures.
 *
 * Seeds, keys and times are fixed values; only lengths matter here, and they are those of a device in use: neither its
 * first entry nor an epoch number of one byte's convenience.
 */
import { type IncidentId, type RecordId, toId } from "@tomoshibi/shared/base/ids.ts";
import { sealPublicKey } from "@tomoshibi/shared/crypto/seal.ts";
import { type EpochKey, sealEntry } from "@tomoshibi/shared/entry/entry.ts";
import { encodePayload } from "@tomoshibi/shared/records/payload.ts";
import type { Report } from "@tomoshibi/shared/records/record.ts";

/** Units: bytes of an encoded entry with one status for わたし, no comment and one superseded id. */
export function checkInEntryBytes(): number {
  const report: Report = {
    kind: "report",
    incident: toId("incident", bytes(8)) satisfies IncidentId,
    household: 0,
    subjects: [{ subject: "self", status: "safe" }],
    comment: "",
    place: undefined,
    by: "self",
    means: "app",
    atSeconds: 1_800_000_000,
    aboutSeconds: undefined,
    supersedes: ["0123456789abcdef" as RecordId],
  };
  const key: EpochKey = {
    audience: "safety",
    number: 30,
    epochId: bytes(32),
    publicKey: sealPublicKey(bytes(32)),
    secret: undefined,
  };
  const sealed = sealEntry(
    { association: toId("association", bytes(16)), stream: "safety" },
    { device: toId("device", bytes(8)), signSeed: bytes(32), sealSeed: bytes(32) },
    { seq: 200, entryId: toId("entry", bytes(32)) },
    key,
    encodePayload(report),
  );
  return sealed.bytes.length;
}

/** Bytes without a short encoding of any kind; the sizes of keys and ids do not depend on their values. */
function bytes(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, at) => 100 + at);
}
