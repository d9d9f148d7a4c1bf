/** Who of the demo association does what, in the proportions of the Noto report; made up, the same in every run. Pure. */
import type { Place, Status } from "@tomoshibi/shared/records/record.ts";

/** How many households do what. */
export interface Proportions {
  readonly safe: number;
  readonly contact: number;
  readonly help: number;
  readonly read: number;
  readonly unread: number;
}

/** 応答 152 (無事 151, 連絡希望 1, 支援希望 0), 既読 13, 未読 91: of one association of the Noto report, 256 in all. */
export const NOTO: Proportions = { safe: 151, contact: 1, help: 0, read: 13, unread: 91 };

/** What a household does in the incident. */
export type Part =
  | { readonly type: "unread" }
  | { readonly type: "read" }
  | {
      readonly type: "answer";
      readonly status: Status;
      readonly comment: string;
      readonly place: Place | undefined;
      /** It taps without network, and is reachable again later. */
      readonly isOffline: boolean;
    };

/** Shares no factor with 256, so that each part is spread over all groups. */
const STEP = 101;
/** Of those who answer: one in so many writes something, says where, is offline. */
const COMMENT_EVERY = 3;
const PLACE_EVERY = 5;
const OFFLINE_EVERY = 8;

const COMMENTS = [
  "全員けがはありません",
  "家族は八幡神社に避難しています",
  "停電していますが大丈夫です",
  "となりの家の塀がたおれています",
  "水が出ません",
  "祖母は娘の家にいます",
];
const CONTACT_COMMENT = "夫と連絡がつきません。電話をください";

/** How many households there are. */
export function householdsOf({ safe, contact, help, read, unread }: Proportions): number {
  return safe + contact + help + read + unread;
}

/** The part of each household: the first, the founder's, is safe; `visitor` stays unread, for somebody else answers there. */
export function castOf(proportions: Proportions, visitor: number): readonly Part[] {
  const count = householdsOf(proportions);
  const others = Array.from({ length: count }, (_, index) => (index * STEP) % count);
  const order = [0, ...others.filter((index) => index !== 0 && index !== visitor), visitor];
  const statuses: readonly Status[] = [
    ...Array<Status>(proportions.safe).fill("safe"),
    ...Array<Status>(proportions.contact).fill("contact"),
    ...Array<Status>(proportions.help).fill("help"),
  ];
  const parts = new Map(
    order.map((household, place): [number, Part] => {
      const status = statuses[place];
      if (status !== undefined) return [household, answerAt(place, status)];
      const isRead = place < statuses.length + proportions.read;
      return [household, { type: isRead ? "read" : "unread" }];
    }),
  );
  return Array.from({ length: count }, (_, index) => parts.get(index) ?? { type: "unread" });
}

function answerAt(place: number, status: Status): Part {
  const said = place % COMMENT_EVERY === 1 ? (COMMENTS[place % COMMENTS.length] ?? "") : "";
  return {
    type: "answer",
    status,
    comment: status === "safe" ? said : CONTACT_COMMENT,
    place:
      place % PLACE_EVERY === 2
        ? {
            latitude: 36.5613 + place / 10_000,
            longitude: 136.6562 + place / 10_000,
            accuracyM: 12,
          }
        : undefined,
    // Not the founder, whose device is the officers' board.
    isOffline: place % OFFLINE_EVERY === 3,
  };
}
