import { expect, test } from "vitest";
import { ACTIVATE_MESSAGE } from "./messages.ts";
import { registerServiceWorker } from "./registration.ts";

class FakeWorker extends EventTarget {
  state = "installing";
  readonly messages: unknown[] = [];
  postMessage(message: unknown): void {
    this.messages.push(message);
  }
}

class FakeRegistration extends EventTarget {
  waiting: FakeWorker | null = null;
  installing: FakeWorker | null = null;
  checks = 0;
  /** What looking for a new version brings; offline it rejects. */
  onUpdate: () => Promise<void> = () => Promise.reject(new TypeError("offline"));
  update(): Promise<void> {
    this.checks += 1;
    return this.onUpdate();
  }
  find(): FakeWorker {
    const worker = new FakeWorker();
    this.installing = worker;
    this.dispatchEvent(new Event("updatefound"));
    return worker;
  }
  end(worker: FakeWorker, state: "installed" | "redundant"): void {
    worker.state = state;
    this.installing = null;
    if (state === "installed") this.waiting = worker;
    worker.dispatchEvent(new Event("statechange"));
  }
}

class FakeContainer extends EventTarget {
  controller: FakeWorker | null = null;
  readonly registration = new FakeRegistration();
  register(): Promise<FakeRegistration> {
    return Promise.resolve(this.registration);
  }
}

function openPage(options: { readonly isControlled: boolean; readonly isVisible?: boolean }) {
  const container = new FakeContainer();
  if (options.isControlled) container.controller = new FakeWorker();
  const page = {
    ...{ container, reloads: 0, mayApply: true, hasConsent: false },
    fire: (): void => undefined,
  };
  const updates = registerServiceWorker({
    container: container as unknown as ServiceWorkerContainer,
    mayApply: () => Promise.resolve(page.mayApply),
    giveConsent: () => Promise.resolve(void (page.hasConsent = true)),
    endConsent: () => Promise.resolve(void (page.hasConsent = false)),
    reload: () => void (page.reloads += 1),
    setTimer: (_ms, fire) => void (page.fire = fire),
    isVisible: () => options.isVisible ?? true,
  });
  return { page, updates };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test("the first worker is no update and loads nothing again", async () => {
  const { page, updates } = openPage({ isControlled: false });
  await settle();
  const { registration } = page.container;
  registration.end(registration.find(), "installed");
  page.container.dispatchEvent(new Event("controllerchange"));
  expect(updates.updateReady()).toBe(false);
  expect(page.reloads).toBe(0);
});

test("a version that was refused for want of consent is offered; consent brings it, then the page loads again once", async () => {
  const { page, updates } = openPage({ isControlled: true });
  const { registration } = page.container;
  let told = 0;
  updates.subscribe(() => void (told += 1));
  await settle();
  registration.end(registration.find(), "redundant");
  expect([updates.updateReady(), told, page.hasConsent]).toEqual([true, 1, false]);

  let worker: FakeWorker | undefined;
  registration.onUpdate = () => {
    expect(page.hasConsent).toBe(true);
    worker = registration.find();
    return Promise.resolve();
  };
  const applying = updates.apply();
  await settle();
  expect(worker?.messages).toEqual([]);
  if (worker !== undefined) registration.end(worker, "installed");
  expect(await applying).toBe("applied");
  expect(worker?.messages).toEqual([ACTIVATE_MESSAGE]);
  page.container.dispatchEvent(new Event("controllerchange"));
  expect(page.reloads).toBe(1);
});

test("consent given before an incident opened is not used during it", async () => {
  const { page, updates } = openPage({ isControlled: true });
  const { registration } = page.container;
  await settle();
  registration.end(registration.find(), "redundant");
  page.mayApply = false;
  const checks = registration.checks;
  expect(await updates.apply()).toBe("held");
  expect([registration.checks, page.hasConsent]).toEqual([checks, false]);
});

test.each(["offline", "redundant", "nothing new"] as const)(
  "a version that cannot be fetched (%s) leaves the app as it is, and no consent behind",
  async (trouble) => {
    const { page, updates } = openPage({ isControlled: true });
    const { registration } = page.container;
    await settle();
    registration.end(registration.find(), "redundant");
    if (trouble !== "offline") registration.onUpdate = () => Promise.resolve();
    if (trouble === "redundant")
      registration.onUpdate = () => {
        const worker = registration.find();
        setImmediate(() => registration.end(worker, "redundant"));
        return Promise.resolve();
      };
    expect(await updates.apply()).toBe("failed");
    expect([page.hasConsent, page.reloads, updates.updateReady()]).toEqual([false, 0, true]);
  },
);

test("a version that was agreed to and waits since an earlier visit is offered, and taken over without being fetched", async () => {
  const { page, updates } = openPage({ isControlled: true });
  const { registration } = page.container;
  const worker = new FakeWorker();
  registration.waiting = worker;
  await settle();
  expect(updates.updateReady()).toBe(true);
  expect(await updates.apply()).toBe("applied");
  expect(worker.messages).toEqual([ACTIVATE_MESSAGE]);
});

test("a hidden page looks for no new version, a shown one does at once and again later; being offline is no failure", async () => {
  const hidden = openPage({ isControlled: true, isVisible: false });
  const shown = openPage({ isControlled: true });
  await settle();
  hidden.page.fire();
  shown.page.fire();
  await settle();
  expect(hidden.page.container.registration.checks).toBe(0);
  expect(shown.page.container.registration.checks).toBe(2);
});

test("a browser without service workers goes on without", async () => {
  const updates = registerServiceWorker({
    container: undefined,
    mayApply: () => Promise.resolve(true),
    giveConsent: () => Promise.resolve(),
    endConsent: () => Promise.resolve(),
    reload: () => undefined,
    setTimer: () => undefined,
    isVisible: () => true,
  });
  expect(updates.updateReady()).toBe(false);
  expect(await updates.apply()).toBe("failed");
});
