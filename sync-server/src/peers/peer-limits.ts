/** Every limit of relays that sync with one another. [REL7] */

/** Bytes of one answer of a peer: a full read's messages, and what frames them. */
export const PEER_ANSWER_BYTES_MAX = 4 * 1024 * 1024;
/** How long one request to a peer may take. */
export const PEER_REQUEST_MS_MAX = 60_000;
/** Bytes of entries and statements in one bundle; the rest of the body is for what frames them. */
export const PEER_BUNDLE_BYTES_MAX = 768 * 1024;
/** Bundles handed in, and reads made, for one association in one round; the rest follows in the next. */
export const PEER_STEPS_MAX = 200;
/** Between two rounds with a peer that answers. */
export const PEER_ROUND_MS = 15_000;
/** After a first failure, and at most. */
export const PEER_BACK_OFF_MS = { first: 5_000, longest: 10 * 60_000 };
/** How often everything is handed in again at a peer that cannot be read: it may have been set back unseen. */
export const PEER_ANEW_MS = 24 * 60 * 60_000;
/** Between two questions about cards that came to nothing: doubled each time, for a card may be nowhere any more. */
export const PEER_CARDS_REST_MS = { first: PEER_ROUND_MS, longest: 10 * 60_000 };
/** How often all cards are asked about again: one of the two may have lost some unseen, or have learned late that one counts. */
export const PEER_CARDS_ANEW_MS = 60 * 60_000;
/** Requests for cards of one association in one round; the rest follows in the next. */
export const PEER_CARDS_STEPS_MAX = 60;
