/** Decoders of what people type, scan and choose as a file; and of what a device keeps sealed for itself. */
import { createReadsOfFiles } from "./roster-files.ts";
import { encodeCbor } from "@tomoshibi/shared/base/cbor.ts";
import { concatBytes } from "@tomoshibi/shared/base/bytes.ts";
import { idBytes } from "@tomoshibi/shared/base/ids.ts";
import { decodeCbor } from "@tomoshibi/shared/base/cbor.ts";
import { NONCE_BYTES, open, seal } from "@tomoshibi/shared/crypto/seal.ts";
import { unwrap, wrap } from "@tomoshibi/shared/crypto/wrap.ts";
import { openDeviceCopy } from "@tomoshibi/shared/keys/copies.ts";
import { openCopy, openPrevious } from "@tomoshibi/shared/keys/epoch.ts";
import { decodeKeyring, decodeKeys } from "@tomoshibi/shared/keys/keyring.ts";
import { encodeKeyring } from "@tomoshibi/shared/keys/taking.ts";
import { unwrapKeys, wrapKeys, wrappedMarks } from "@tomoshibi/shared/keys/mailbox.ts";
import {
  decodeInviteQr,
  encodeInviteQr,
  formatInviteCode,
  parseInviteCode,
} from "@tomoshibi/shared/membership/invite.ts";
import { openInviteBlob } from "@tomoshibi/shared/membership/invite-blob.ts";
import type { SignatureCache } from "@tomoshibi/shared/membership/authority.ts";
import {
  decodeSheetQr,
  encodeSheetQr,
  formatShare,
  parseShareCode,
  shareFor,
} from "@tomoshibi/shared/recovery/share.ts";
import { unwrapGroupList, wrapGroupList } from "@tomoshibi/shared/records/group-list.ts";
import { currentEpoch } from "@tomoshibi/shared/membership/authority.ts";
import { authorityOf } from "@tomoshibi/shared/testing/association-world.ts";
import { createSeededRandom } from "@tomoshibi/shared/testing/seeded-random.ts";
import { readCard } from "@tomoshibi/client/engine/onboarding/card.ts";
import { decodeIdentity, encodeIdentity } from "@tomoshibi/client/engine/replica/identity.ts";
import { shapeTypedCode } from "@tomoshibi/client/features/join/typed-code.ts";
import { readSheetText } from "@tomoshibi/client/features/recovery/sheet-text.ts";
import { CARD_HOUSEHOLD, type Cast } from "./corpus.ts";
import { bytesTarget, differ, textTarget } from "./decoder-target.ts";
import type { Target } from "./target.ts";

/** What people bring. */
export async function peopleTargets(cast: Cast): Promise<readonly Target[]> {
  return [
    cardTarget(cast),
    sheetTarget(cast),
    ...createReadsOfFiles(),
    blobTarget(cast),
    ...(await keyTargets(cast)),
    copyTarget(cast),
  ];
}

const CODE = "0123-4567-89AB-CDEF-GHJT";

/** A card, typed or scanned: what is read is one code, however it was written. [MEM6] */
function cardTarget({ world }: Cast): Target {
  const code = parseInviteCode(CODE);
  if (!code.ok) throw new Error("Broken invariant: the pinned code is right");
  const place = { household: 12, group: 3, indexInGroup: 4, code: code.value };
  const relayUrl = "https://relay.example";
  const qr = encodeInviteQr({ association: world.association, relayUrl, ...place });
  return textTarget({
    name: "card",
    covers: [
      "shared/src/membership/invite.ts#parseInviteCode",
      "shared/src/membership/invite.ts#decodeInviteQr",
      "client/src/engine/onboarding/card.ts#readCard",
    ],
    corpus: [CODE, CODE.toLowerCase(), "０１２３ー４５６７ー８９ＡＢーＣＤＥＦーＧＨＪＴ", qr],
    weight: 4,
    check(text) {
      const typed = parseInviteCode(text);
      if (typed.ok) {
        const again = parseInviteCode(formatInviteCode(typed.value));
        if (!again.ok || again.value !== typed.value) return "a code reads otherwise when printed";
        const shaped = parseInviteCode(shapeTypedCode(text));
        if (shaped.ok && shaped.value !== typed.value) return "shaping changes a code";
      }
      const scanned = decodeInviteQr(text);
      if (scanned !== undefined && encodeInviteQr(scanned) !== text) return "a QR in two forms";
      const card = readCard(text);
      return card.ok === (typed.ok || decodeInviteQr(text.trim()) !== undefined)
        ? undefined
        : "a card is read by one and not by the other";
    },
  });
}

/** A sheet of the recovery kit. [KEY4] */
function sheetTarget({ world }: Cast): Target {
  const bytes = createSeededRandom(4).bytes(33);
  const share = shareFor(world.association, { index: 2, kit: 200 }, bytes);
  const sheet = { share, association: world.association, associationName: "ひばり町会" };
  const qr = encodeSheetQr({ ...sheet, relayUrl: "https://relay.example" });
  return textTarget({
    name: "recovery sheet",
    covers: [
      "shared/src/recovery/share.ts#parseShareCode",
      "shared/src/recovery/share.ts#decodeSheetQr",
      "client/src/features/recovery/sheet-text.ts#readSheetText",
    ],
    corpus: [formatShare(share).join("\n"), formatShare(share).join(" ").toLowerCase(), qr],
    weight: 2,
    check(text) {
      const typed = parseShareCode(text);
      if (typed.ok) {
        const again = parseShareCode(formatShare(typed.value).join("\n"));
        if (!again.ok || JSON.stringify(again.value) !== JSON.stringify(typed.value))
          return "a sheet reads otherwise when printed";
      }
      const scanned = decodeSheetQr(text);
      if (scanned !== undefined && encodeSheetQr(scanned) !== text) return "a QR in two forms";
      const isRead = readSheetText(text).type === "read";
      return isRead === (typed.ok || decodeSheetQr(text.trim()) !== undefined)
        ? undefined
        : "a sheet is read by one and not by the other";
    },
  });
}

/** A card's blob: sealed, so that what is inside is mutated and sealed again as a hostile relay never could. [MEM6] */
function blobTarget({ world }: Cast): Target {
  const created = world.invites.get(CARD_HOUSEHOLD);
  if (created === undefined) throw new Error("Broken invariant: the card was made");
  const { invite, sealedBlob } = created;
  const about = encodeCbor(["tomoshibi/invite-blob/1", idBytes(invite.inviteId)]);
  const nonce = sealedBlob.slice(0, NONCE_BYTES);
  const plain = open(invite.blobKey, nonce, sealedBlob.slice(NONCE_BYTES), about);
  if (plain === undefined) throw new Error("Broken invariant: the card opens its blob");
  const signatures: SignatureCache = new Map();
  return bytesTarget({
    name: "invite blob",
    covers: [
      "shared/src/membership/invite-blob.ts#openInviteBlob",
      "shared/src/crypto/seal.ts#open",
    ],
    corpus: [plain],
    weight: 20,
    check(input) {
      const outside = openInviteBlob(invite, input);
      if (outside.ok) return "a blob opens that the card did not seal";
      const sealed = concatBytes(nonce, seal(invite.blobKey, nonce, input, about));
      const opened = openInviteBlob(invite, sealed, { signatures });
      if (!opened.ok) return undefined;
      const { blob, authority } = opened.value;
      if (blob.association !== world.association) return "a card of another association";
      const isKnown = blob.keys.every(({ audience, epochId }) =>
        (authority.epochs.get(audience) ?? []).some(
          ({ id }) => id === Buffer.from(epochId).toString("hex"),
        ),
      );
      return isKnown ? undefined : "a key of no epoch";
    },
  });
}

/** Keys on their way and at rest. [KEY2] */
async function keyTargets({ world, family }: Cast): Promise<readonly Target[]> {
  const { keys, keyring } = family[0];
  const held = [...world.founder.keyring.keys.values()];
  const authority = authorityOf(world);
  const random = createSeededRandom(5);
  const wrapped = await wrapKeys({ random }, world.association, { ...keys }, held.slice(0, 3));
  const info = encodeCbor(["x"]);
  const small = await wrap({ random }, keys.sealKey, info, new Uint8Array(32));
  const identity = encodeIdentity({ association: world.association, ...keys, rootSeed: undefined });
  const place = { association: world.association, device: keys.device, group: 1, atSeconds: 9 };
  const list = await wrapGroupList({ random }, keys, place, []);
  const epoch = [...authority.epochs.values()].flat().at(0);
  return [
    bytesTarget({
      name: "mailbox",
      covers: [
        "shared/src/keys/mailbox.ts#unwrapKeys",
        "shared/src/crypto/wrap.ts#unwrap",
        "shared/src/records/group-list.ts#unwrapGroupList",
      ],
      corpus: [wrapped, small, list],
      weight: 40,
      async check(input) {
        wrappedMarks(input);
        const opened = await unwrapKeys(authority, keys, input);
        await unwrap(keys.sealSeed, info, input);
        const rows = await unwrapGroupList(keys.sealSeed, place, input);
        if (rows !== undefined && Buffer.compare(input, list) !== 0) return "a changed list opens";
        if (Buffer.compare(input, wrapped) === 0) return undefined;
        return opened === undefined ? undefined : "changed keys open";
      },
    }),
    bytesTarget({
      name: "keyring",
      covers: [
        "shared/src/keys/keyring.ts#decodeKeyring",
        "shared/src/keys/keyring.ts#decodeKeys",
        "shared/src/keys/epoch.ts#openPrevious",
        "client/src/engine/replica/identity.ts#decodeIdentity",
      ],
      corpus: [encodeKeyring(keyring), identity],
      weight: 4,
      check(input) {
        decodeKeys(decodeCbor(input));
        if (epoch !== undefined && openPrevious(epoch, input).length > 0)
          return "any key opens an epoch";
        const own = decodeIdentity(input);
        if (own !== undefined)
          return differ("an identity written again", encodeIdentity(own), input);
        const decoded = decodeKeyring(input);
        if (decoded === undefined) return undefined;
        const again = decodeKeyring(encodeKeyring(decoded));
        return again?.keys.size === decoded.keys.size
          ? undefined
          : "a keyring loses keys when stored";
      },
    }),
  ];
}

/** Copies of keys in the statements that begin them: what is not the copy opens nothing. [KEY2] */
function copyTarget({ world }: Cast): Target {
  const authority = authorityOf(world);
  const [officers, members] = (["officers", "members"] as const).map((audience) =>
    currentEpoch(authority, audience),
  );
  const key = officers && world.founder.keyring.keys.get(officers.id);
  if (officers === undefined || members === undefined)
    throw new Error("Broken invariant: founding begins them");
  const [own, shared] = [officers, members].map(({ body }) => body.copies[0]?.sealed);
  const holding = (epoch: typeof officers, sealed: Uint8Array) => {
    const copies = epoch.body.copies.map((copy) => ({ ...copy, sealed }));
    return { ...epoch, body: { ...epoch.body, copies } };
  };
  return bytesTarget({
    name: "copies of keys",
    covers: ["shared/src/keys/copies.ts#openDeviceCopy", "shared/src/keys/epoch.ts#openCopy"],
    corpus: [own, shared].filter((sealed) => sealed !== undefined),
    weight: 20,
    async check(input) {
      const { association, founder } = world;
      const opened = [
        [own, await openDeviceCopy(association, holding(officers, input), founder.keys)],
        [shared, openCopy(holding(members, input), key)],
      ] as const;
      const isWrong = opened.some(
        ([sealed, found]) =>
          (found !== undefined) !== (sealed !== undefined && Buffer.compare(input, sealed) === 0),
      );
      return isWrong ? "another copy opens, or the copy does not" : undefined;
    },
  });
}
