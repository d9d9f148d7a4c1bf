/**
 * All relays of the association as one driver: the app's own, and the further ones that its settings name, whose code is loaded
 * when there are any. [REL7]
 *
 * Invariant: a further relay stands aside (machine.ts) until the app's own cannot be reached or is too busy, and again once the
 * own has answered.
 */
import { type Subscription, liveQuery } from "dexie";
import type { SettingsState } from "@tomoshibi/shared/documents/settings/settings.ts";
import type { OnboardingPorts } from "../onboarding/ports.ts";
import type { FurtherRelays } from "./further-relays.ts";
import type { DriverEvent } from "./machine.ts";
import { type Driver, type DriverPorts, createDriver } from "./runner.ts";

/** What driving all of them needs. */
export interface RelaysPorts {
  readonly onboarding: OnboardingPorts;
  /** The ports of the app's own relay; `onConnection` hears of all of them together. */
  readonly own: DriverPorts;
}

/** Starts them; `state` is that of the app's own relay; nothing is requested before the event `started`. */
export function createRelays({ onboarding, own }: RelaysPorts): Driver {
  const hear = bestOfAll((state) => {
    if (!isStopped) own.onConnection(state);
  });
  let isVisible = false;
  let isAside = true;
  let isStopped = false;
  let named: NamedRelays = [];
  let further: Promise<FurtherRelays | undefined> | undefined;

  const driver = createDriver({
    ...own,
    onConnection(state) {
      hear("", state);
      standAside(state === "connected");
    },
    onBusy: () => standAside(false),
    onWritten: () => tell({ type: "dueChanged" }),
  });
  const watching = watchNamed(onboarding, (relays) => {
    named = relays;
    update();
  });

  function standAside(isTrue: boolean): void {
    isAside = isTrue;
    tell({ type: "asideChanged", isAside });
  }

  function update(): void {
    if (isStopped || (named.length === 0 && further === undefined)) return;
    further ??= load();
    void further.then((loaded) => {
      if (loaded === undefined) further = undefined;
      else if (!isStopped) loaded.update(named, { isVisible, isAside });
    });
  }

  /** A chunk that cannot be loaded is tried again when somebody looks at the app anew. */
  async function load(): Promise<FurtherRelays | undefined> {
    const loaded = await import("./further-relays.ts").catch(() => undefined);
    const onWritten = (): void => {
      driver.send({ type: "dueChanged" });
      tell({ type: "dueChanged" });
    };
    return loaded?.createFurtherRelays({
      onboarding,
      own: { ...own, onWritten },
      onConnection: hear,
    });
  }

  function tell(event: DriverEvent): void {
    void further?.then((loaded) => loaded?.send(event));
  }

  return {
    send(event) {
      if (event.type === "started" || event.type === "visibilityChanged")
        isVisible = event.isVisible;
      driver.send(event);
      if (event.type === "visibilityChanged") update();
      if (FOR_ALL.has(event.type)) tell(event);
    },
    state: driver.state,
    stop() {
      isStopped = true;
      watching.unsubscribe();
      driver.stop();
      void further?.then((loaded) => loaded?.stop());
    },
  };
}

type Connection = "connected" | "offline";

/** People are told of the best that is known: a relay that answers is a way to the officers. */
function bestOfAll(
  onConnection: (connection: Connection) => void,
): (address: string, state: Connection | undefined) => void {
  const connected = new Set<string>();
  return (address, state) => {
    const isNews = address === "" || state === "connected" || connected.has(address);
    if (state === "connected") connected.add(address);
    else connected.delete(address);
    if (isNews) onConnection(connected.size > 0 ? "connected" : "offline");
  };
}

type NamedRelays = NonNullable<SettingsState["relays"]>;

/** Tells which relays the association's settings name, and again whenever they name others. */
function watchNamed(
  { database }: OnboardingPorts,
  onNamed: (relays: NamedRelays) => void,
): Subscription {
  return liveQuery(() => database.documents.get("settings")).subscribe({
    next: (row) => onNamed((row?.state as SettingsState | undefined)?.relays ?? []),
    // A closed store: reading goes on by itself after it was opened again.
    error: () => undefined,
  });
}

/** What a further relay has to hear of as well. */
const FOR_ALL: ReadonlySet<DriverEvent["type"]> = new Set([
  "visibilityChanged",
  "workStored",
  "tookIn",
  "nudged",
]);
