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
  update(): Promise<void> {
    this.checks += 1;
    return Promise.reject(new TypeError("offline"));
  }
  bring(): FakeWorker {
    const worker = new FakeWorker();
    this.installing = worker;
    this.dispatchEvent(new Event("updatefound"));
    worker.state = "installed";
    this.waiting = worker;
    worker.dispatchEvent(new Event("statechange"));
    return worker;
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
  const page = { container, reloads: 0, mayApply: true, fire: (): void => undefined };
  const updates = registerServiceWorker({
    container: container as unknown as ServiceWorkerContainer,
    mayApply: () => Promise.resolve(page.mayApply),
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
  page.container.registration.bring();
  page.container.dispatchEvent(new Event("controllerchange"));
  expect(updates.updateReady()).toBe(false);
  expect(page.reloads).toBe(0);
});

test("a new version waits for consent, then the page loads again once", async () => {
  const { page, updates } = openPage({ isControlled: true });
  let told = 0;
  updates.subscribe(() => void (told += 1));
  await settle();
  const worker = page.container.registration.bring();
  expect([updates.updateReady(), told, worker.messages]).toEqual([true, 1, []]);
  expect(await updates.apply()).toBe(true);
  expect(worker.messages).toEqual([ACTIVATE_MESSAGE]);
  page.container.dispatchEvent(new Event("controllerchange"));
  expect(page.reloads).toBe(1);
});

test("consent given before an incident opened is not used during it", async () => {
  const { page, updates } = openPage({ isControlled: true });
  await settle();
  const worker = page.container.registration.bring();
  page.mayApply = false;
  expect(await updates.apply()).toBe(false);
  expect(worker.messages).toEqual([]);
});

test("a version that waited since an earlier visit is offered", async () => {
  const { page, updates } = openPage({ isControlled: true });
  page.container.registration.waiting = new FakeWorker();
  await settle();
  expect(updates.updateReady()).toBe(true);
});

test("a hidden page looks for no new version, a shown one does; being offline is no failure", async () => {
  const hidden = openPage({ isControlled: true, isVisible: false });
  const shown = openPage({ isControlled: true });
  await settle();
  hidden.page.fire();
  shown.page.fire();
  await settle();
  expect(hidden.page.container.registration.checks).toBe(0);
  expect(shown.page.container.registration.checks).toBe(1);
});

test("a browser without service workers goes on without", async () => {
  const updates = registerServiceWorker({
    container: undefined,
    mayApply: () => Promise.resolve(true),
    reload: () => undefined,
    setTimer: () => undefined,
    isVisible: () => true,
  });
  expect(updates.updateReady()).toBe(false);
  expect(await updates.apply()).toBe(false);
});
