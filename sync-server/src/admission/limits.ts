/**
 * Every limit of admission by name. None is per address: a shelter shares one. What is over a limit is answered `later`
 * and stays with its sender. [REL4]
 */

/** How often somebody may do something: at once, and then one in so many milliseconds. */
export interface Allowance {
  readonly burst: number;
  readonly refillMs: number;
  /** Bytes at once, and then as many in a day; any number where it is left out. */
  readonly bytesPerDay?: number;
  /** For names that anybody can make up; they are remembered apart, so that they push out nobody else's. */
  readonly isForStrangers?: true;
}

const MIB = 1024 * 1024;

/**
 * New entries and statements of a member, group leader, desk or invite. A desk that checks in 1,000 households on paper needs
 * half of a day's bytes; who means to fill the association needs years.
 */
export const MEMBER_ALLOWANCE: Allowance = { burst: 30, refillMs: 5_000, bytesPerDay: MIB };
/** New entries and statements of an officer: founding 300 households makes some 1,500 of them in one go. */
export const OFFICER_ALLOWANCE: Allowance = {
  burst: 3_000,
  refillMs: 200,
  bytesPerDay: 64 * MIB,
};
/**
 * Erasures of who is no officer: for each the relay reads streams through. An honest device writes one for a check that it erases;
 * what is over comes later, as anything does.
 */
export const MEMBER_ERASURE_ALLOWANCE: Allowance = {
  burst: 8,
  refillMs: 60 * 60_000,
  bytesPerDay: 64 * 1024,
};
/** Entries of one unknown author's name, which anybody can claim. */
export const UNKNOWN_ALLOWANCE: Allowance = { burst: 30, refillMs: 5_000, isForStrangers: true };
/** Associations that come to exist on this relay. */
export const FOUNDING_ALLOWANCE: Allowance = { burst: 60, refillMs: 60_000 };
/** Reads of one device. */
export const READ_ALLOWANCE: Allowance = { burst: 120, refillMs: 200 };
/** Look-ups of invites by anybody, all together: enough for a drill day, hopeless for guessing 95 bits. */
export const INVITE_LOOKUP_ALLOWANCE: Allowance = { burst: 600, refillMs: 100 };
/** Health checks by anybody, all together; each costs a signature. */
export const HEALTH_ALLOWANCE: Allowance = { burst: 400, refillMs: 5 };
/** Authors, devices and fixed names that buckets remember; the one that waited longest is forgotten first. */
export const BUCKETS_MAX = 50_000;
/** Made-up names that buckets remember, apart from those. */
export const STRANGER_BUCKETS_MAX = 5_000;

/**
 * Largest entry of who is no officer: thirty persons with the longest names take 6 kB. Officers' documents need the whole
 * ENTRY_BYTES_MAX; from members it would only fill the association's store and every neighbour's phone.
 */
export const MEMBER_ENTRY_BYTES_MAX = 8 * 1024;

/** Messages in an association's intake. */
export const INTAKE_MESSAGES_MAX = 2_000;
/** Bytes in an association's intake. */
export const INTAKE_BYTES_MAX = 8 * MIB;
/** The part of the intake that authors without any certificate may fill; the rest is for those who can be named. */
export const INTAKE_UNKNOWN_SHARE = 0.5;

/**
 * Forms of the no-app page: anybody who has the poster writes them, so they have a stream and limits of their own, and crowd out
 * nobody's device as no device crowds out them. After an earthquake a town without the app is some 500 in the first hour. [FORM2]
 */
export const FORMS_MESSAGES_MAX = 2_000;
/** Bytes of an association's forms. */
export const FORMS_BYTES_MAX = 4 * MIB;
/** Forms of an association, of all who write any. */
export const FORM_ALLOWANCE: Allowance = { burst: 300, refillMs: 5_000, bytesPerDay: 8 * MIB };

/** How long the intake keeps what officers' devices hold: those that were away are to find it too. */
export const INTAKE_KEEP_MS = 30 * 24 * 60 * 60_000;
/** The same while the intake is crowded. */
export const INTAKE_CROWDED_KEEP_MS = 24 * 60 * 60_000;
/** The part of the intake beyond which it is crowded: less than what strangers may fill. */
export const INTAKE_CROWDED_SHARE = 0.25;
/** How often an association's intake is swept. */
export const INTAKE_SWEEP_MS = 10 * 60_000;
/** How often it is stored, at most, how far an association's officers' devices have read of it. */
export const READ_TO_KEEP_MS = 60_000;

/**
 * What each certified author may add to an intake that is full: it empties slowly, and must not shut out the report of an
 * honest device that is one too many.
 */
export const FULL_INTAKE_ALLOWANCE: Allowance = {
  burst: 5,
  refillMs: (24 * 60 * 60_000) / 5,
  bytesPerDay: 10 * 1024,
};

/** Statements of an association. */
export const STATEMENTS_MAX = 50_000;
/** Statements of one issuer who is not an officer: revoking itself, confirming, and a card's certificates. */
export const ISSUER_STATEMENTS_MAX = 100;
/** Bytes of an association's streams; beyond it everything new is answered `later`. */
export const ASSOCIATION_BYTES_MAX = 2 * 1024 * MIB;
/** The last part of them, for officers and for small entries only: a check-in gets in when large ones no longer do. */
export const ASSOCIATION_RESERVE_BYTES = 512 * MIB;
/** The largest entry that may use the reserve; a check-in has some 130 bytes, with the longest comment 1.7 kB. */
export const RESERVE_ENTRY_BYTES_MAX = 2 * 1024;
/** Associations whose authority is kept in memory; the one unused for longest is forgotten first. */
export const ASSOCIATIONS_CACHED_MAX = 32;

/** Entries per association whose receipt is remembered, the newest. */
export const RECEIPTED_ENTRIES_MAX = 20_000;
/** Receipts that come with one answer. */
export const ANSWER_RECEIPTS_MAX = 64;

/** Bytes of messages in one answer to a read; one message may go over it. */
export const READ_ANSWER_BYTES_MAX = 512 * 1024;
/** Messages of one stream in one answer to a read. */
export const READ_MESSAGES_MAX = 2_000;
/** Bytes of one stream that are read at once, however many streams are asked for. */
export const READ_STREAM_BYTES_MIN = 64 * 1024;
/** Streams read from storage at once. */
export const READ_BATCH_STREAMS = 32;
/** How long news is gathered before waiting readers are answered: a surge is fed in batches. */
export const READ_GATHER_MS = 100;
/** Reads that wait for news; one more is answered at once. */
export const WAITING_READS_MAX = 10_000;
/** Reads of one device that wait; one more ends the oldest. */
export const WAITING_READS_PER_DEVICE_MAX = 4;

/** Bytes of an invite's sealed blob; an honest one has some 2 kB. */
export const INVITE_BLOB_BYTES_MAX = 64 * 1024;
/** Blobs that one device puts, or one relay brings: cards for a town of 5,000 households in one go are some 10 MiB. */
export const INVITE_PUT_ALLOWANCE: Allowance = {
  burst: 6_000,
  refillMs: 200,
  bytesPerDay: 16 * MIB,
};

/** Bytes of blobs in one answer to a relay that wants cards; one may go over it. */
export const CARDS_ANSWER_BYTES_MAX = 512 * 1024;

/** How long a nonce for a read token is taken: this window and the one before. */
export const NONCE_WINDOW_MS = 5 * 60_000;
