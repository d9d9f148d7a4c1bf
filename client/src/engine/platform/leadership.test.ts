import { expect, test } from "vitest";
import { type Leadership, type Locks, createLeadership } from "./leadership.ts";

/** Web Locks of one lock: a queue, stealing, and signals. */
function createFakeLocks(): Locks {
  interface Waiter {
    readonly grant: () => Promise<void>;
    readonly reject: (cause: unknown) => void;
    readonly resolve: () => void;
  }
  let holder: Waiter | undefined;
  let queue: Waiter[] = [];
  const next = () => {
    if (holder !== undefined) return;
    const waiter = queue.shift();
    if (waiter === undefined) return;
    holder = waiter;
    void waiter.grant().then(() => {
      if (holder !== waiter) return;
      holder = undefined;
      waiter.resolve();
      next();
    });
  };
  const request = (
    _name: string,
    options: LockOptions,
    granted: () => Promise<void>,
  ): Promise<void> =>
    new Promise((resolve, reject) => {
      const waiter: Waiter = { grant: granted, reject, resolve };
      options.signal?.addEventListener("abort", () => {
        if (!queue.includes(waiter)) return;
        queue = queue.filter((other) => other !== waiter);
        reject(new DOMException("aborted", "AbortError"));
      });
      if (options.steal === true) {
        holder?.reject(new DOMException("stolen", "AbortError"));
        holder = undefined;
        queue.unshift(waiter);
      } else queue.push(waiter);
      queueMicrotask(next);
    });
  const query = () =>
    Promise.resolve({ held: [], pending: queue.map(() => ({ name: "tomoshibi/main" })) });
  return { request, query } as unknown as Locks;
}

interface Tab {
  readonly leadership: Leadership;
  leads: boolean;
  changes: number;
}

function openTab(locks: Locks | undefined): Tab {
  const tab = { leads: false, changes: 0 };
  const become = (leads: boolean) => {
    tab.leads = leads;
    tab.changes += 1;
  };
  const leadership = createLeadership(locks, "main", {
    onLead: () => become(true),
    onLost: () => become(false),
  });
  return Object.assign(tab, { leadership });
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
}

test("[ENT7] the first tab leads, the next waits, and leads when the first is gone", async () => {
  const locks = createFakeLocks();
  const [first, second] = [openTab(locks), openTab(locks)];
  await settle();
  expect([first.leads, second.leads]).toEqual([true, false]);
  first.leadership.stop();
  await settle();
  expect([first.leads, second.leads]).toEqual([false, true]);
});

test("the tab a person turns to takes the lead, back and forth, and the other is told once", async () => {
  const locks = createFakeLocks();
  const [first, second] = [openTab(locks), openTab(locks)];
  await settle();
  second.leadership.take();
  await settle();
  expect([first.leads, second.leads]).toEqual([false, true]);
  expect([first.changes, second.changes]).toEqual([2, 1]);
  first.leadership.take();
  await settle();
  expect([first.leads, second.leads]).toEqual([true, false]);
  expect([first.changes, second.changes]).toEqual([3, 2]);
});

test("a hidden tab lets one that waits lead, and keeps the lead when none does", async () => {
  const locks = createFakeLocks();
  const first = openTab(locks);
  await settle();
  await first.leadership.yieldIfWanted(() => true);
  await settle();
  expect(first.leads).toBe(true);
  const second = openTab(locks);
  await settle();
  await first.leadership.yieldIfWanted(() => true);
  await settle();
  expect([first.leads, second.leads]).toEqual([false, true]);
});

test("a tab that a person turns to before it is known who waits keeps the lead", async () => {
  const locks = createFakeLocks();
  const [first, second] = [openTab(locks), openTab(locks)];
  await settle();
  await first.leadership.yieldIfWanted(() => false);
  await settle();
  expect([first.leads, second.leads]).toEqual([true, false]);
});

test("a tab that a person turns to while the lead goes to another takes it back", async () => {
  const locks = createFakeLocks();
  const [first, second] = [openTab(locks), openTab(locks)];
  await settle();
  const yielded = first.leadership.yieldIfWanted(() => true);
  await yielded;
  first.leadership.take();
  await settle();
  expect([first.leads, second.leads]).toEqual([true, false]);
  second.leadership.take();
  await settle();
  expect([first.leads, second.leads]).toEqual([false, true]);
});

test("without locks every tab leads", () => {
  expect(openTab(undefined).leads).toBe(true);
});
