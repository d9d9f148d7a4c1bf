/**
 * Metrics for operators in the text form of Prometheus. [REL8]
 *
 * Invariant: labels come from short fixed lists (routes as patterns, statuses, verdicts); no label and no name comes from
 * what people send.
 */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Clock } from "@tomoshibi/shared/ports/clock.ts";
import type { Storage, Totals } from "../storage/storage.ts";
import type { Meter } from "./meter.ts";

/** A meter, and what it has counted. */
export interface Prometheus {
  readonly meter: Meter;
  /** The type of the text. */
  readonly contentType: string;
  text(): Promise<string>;
}

/** Upper ends of the histograms' classes in seconds: an fsync takes 1 to 10 ms on a good disk, 100 on a bad one. */
const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
/** How old the sums over the storage may be: on a city's relay each costs a look at every stream. */
const TOTALS_AGE_MS_MAX = 30_000;

/** Starts to count. `storage` is asked for its size when somebody looks. */
export function createPrometheus(deps: {
  readonly storage: Storage;
  readonly clock: Clock;
}): Prometheus {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  addStorageGauges(registry, deps);
  return {
    meter: createMeter(registry),
    contentType: registry.contentType,
    text: () => registry.metrics(),
  };
}

function createMeter(registry: Registry): Meter {
  const registers = [registry];
  const requests = new Histogram({
    name: "tomoshibi_request_seconds",
    help: "Requests by route, method and status, and how long they took; reads wait for news up to 30 s",
    labelNames: ["route", "method", "status"],
    buckets: [0.01, 0.1, 1, 10, 35],
    registers,
  });
  const underWay = new Gauge({
    ...{ name: "tomoshibi_requests_under_way", registers },
    help: "Requests that are not answered yet",
  });
  const waiting = new Gauge({
    ...{ name: "tomoshibi_reads_waiting", registers },
    help: "Reads that wait for news",
  });
  const items = new Counter({
    ...{ name: "tomoshibi_items_total", registers, labelNames: ["kind", "verdict", "reason"] },
    help: "Entries and statements handed in, by what was answered: accepted, known, later, intake, refused and why",
  });
  const messages = new Counter({
    ...{ name: "tomoshibi_appended_messages_total", registers },
    help: "Messages stored",
  });
  const bytes = new Counter({
    ...{ name: "tomoshibi_appended_bytes_total", registers },
    help: "Bytes of messages stored",
  });
  const commits = new Histogram({
    ...{ name: "tomoshibi_commit_seconds", registers, labelNames: ["outcome"], buckets: SECONDS },
    help: "How long a sender waited for its transaction to be on the disk",
  });
  return {
    requestStarted: () => underWay.inc(),
    requestEnded({ route, method, status, ms }) {
      underWay.dec();
      requests.observe({ route, method, status }, ms / 1000);
    },
    admitted(answer) {
      for (const kind of ["statements", "entries"] as const) {
        for (const { verdict, reason } of answer[kind]) items.inc({ kind, verdict, reason });
      }
    },
    committed({ outcome, messageCount, byteCount, ms }) {
      commits.observe({ outcome }, ms / 1000);
      messages.inc(messageCount);
      bytes.inc(byteCount);
    },
    readWaits: (isWaiting) => (isWaiting ? waiting.inc() : waiting.dec()),
  };
}

/** Gauges and what each shows of the totals. */
const STORAGE_GAUGES: readonly {
  readonly name: string;
  readonly help: string;
  readonly value: (totals: Totals) => number;
}[] = [
  {
    name: "tomoshibi_storage_associations",
    help: "Associations with anything stored",
    value: (totals) => totals.associationCount,
  },
  {
    name: "tomoshibi_storage_messages",
    help: "Messages stored, all associations together",
    value: (totals) => totals.messageCount,
  },
  {
    name: "tomoshibi_storage_bytes",
    help: "Bytes of messages stored, all associations together",
    value: (totals) => totals.byteCount,
  },
  {
    name: "tomoshibi_intake_messages",
    help: "Messages in the intakes, from unknown or revoked authors",
    value: (totals) => totals.named.messageCount,
  },
  {
    name: "tomoshibi_intake_bytes",
    help: "Bytes in the intakes",
    value: (totals) => totals.named.byteCount,
  },
  {
    name: "tomoshibi_storage_disk_bytes",
    help: "Bytes that the database takes on its disk, without its write-ahead log",
    value: (totals) => totals.diskBytes,
  },
];

function addStorageGauges(
  registry: Registry,
  { storage, clock }: { readonly storage: Storage; readonly clock: Clock },
): void {
  const registers = [registry];
  let asked: { readonly atMs: number; readonly totals: Promise<Totals | undefined> } | undefined;
  // All gauges are collected at once and share one question.
  const readTotals = () => {
    const nowMs = clock.nowMs();
    if (asked === undefined || Math.abs(nowMs - asked.atMs) >= TOTALS_AGE_MS_MAX) {
      const totals = storage.totals("intake").then((result) => {
        if (result.ok) return result.value;
        asked = undefined;
        return undefined;
      });
      asked = { atMs: nowMs, totals };
    }
    return asked.totals;
  };
  const up = new Gauge({
    ...{ name: "tomoshibi_storage_up", registers },
    help: "1 while the storage answers, 0 while it does not",
    async collect() {
      up.set((await readTotals()) === undefined ? 0 : 1);
    },
  });
  for (const { name, help, value } of STORAGE_GAUGES) {
    const gauge = new Gauge({
      ...{ name, help, registers },
      async collect() {
        const totals = await readTotals();
        // No number rather than an old one that looks new.
        if (totals === undefined) gauge.remove();
        else gauge.set(value(totals));
      },
    });
  }
}
