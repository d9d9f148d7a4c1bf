/**
 * Gives screens their replica: its database to read views from, `submit` to write commands, `engine` to ask.
 *
 * Invariant: nothing here waits for the engine. `submit` resolves when the intent is committed, and only then may a screen
 * say that something is saved. [DEL2]
 */
import {
  createContext,
  type ReactElement,
  type ReactNode,
  use,
  useCallback,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from "react";
import {
  type Command,
  type EngineRemote,
  type IntentId,
  openDatabase,
  type ReplicaDatabase,
  type SetTimer,
  wakeDatabase,
} from "../engine/api.ts";
import type { ReplicaAddress } from "./address.ts";
import { type EngineLink, type EngineState, linkEngine, type LoadEngine } from "./engine-link.ts";
import { newIntentId } from "./new-intent-id.ts";
import { submitDurably } from "./submit-durably.ts";

/** What a screen has of its replica. */
export interface ReplicaValue extends ReplicaAddress {
  readonly database: ReplicaDatabase;
  readonly engine: EngineRemote;
  /** Makes a command durable; rejects when it could not be stored. A given id makes a repeated write one intent. */
  readonly submit: (command: Command, id?: IntentId) => Promise<IntentId>;
  /** The device's clock, Unix milliseconds. */
  readonly nowMs: () => number;
}

/** A replica with its engine, made once by main.tsx. */
export interface OpenReplica {
  readonly address: ReplicaAddress;
  readonly database: ReplicaDatabase;
  readonly link: EngineLink;
}

const ReplicaContext = createContext<OpenReplica | undefined>(undefined);

/** Opens the database of an address and starts loading its engine. */
export function openReplica(address: ReplicaAddress, load: LoadEngine): OpenReplica {
  return { address, database: openDatabase(address.replica), link: linkEngine(load) };
}

/** Holds the replica for every screen below it. */
export function ReplicaProvider({
  replica,
  children,
}: {
  readonly replica: OpenReplica;
  readonly children: ReactNode;
}): ReactElement {
  const [failure, setFailure] = useState<Error>();
  // Live queries wait in silence for a database that a private window never opens: opened here, that is heard.
  useEffect(() => {
    replica.database.open().catch((cause: unknown) => setFailure(errorOf(cause)));
  }, [replica]);
  useEffect(() => keepAwake(replica.database, setFailure), [replica]);
  if (failure !== undefined) throw failure;
  return <ReplicaContext value={replica}>{children}</ReplicaContext>;
}

/** The replica of this screen. */
export function useReplica(): ReplicaValue {
  const { address, database, link } = useOpenReplica();
  const submit = useCallback(
    async (command: Command, id: IntentId = newIntentId()) => {
      await submitDurably({ database, nowMs: Date.now, setTimer }, command, id);
      void link.engine.syncNow();
      return id;
    },
    [database, link],
  );
  return useMemo(
    () => ({ ...address, database, engine: link.engine, submit, nowMs: Date.now }),
    [address, database, link, submit],
  );
}

/** Whether the engine answers in this page. */
export function useEngineState(): EngineState {
  const { link } = useOpenReplica();
  return useSyncExternalStore(link.subscribe, link.state);
}

function useOpenReplica(): OpenReplica {
  const value = use(ReplicaContext);
  if (value === undefined) throw new Error("Broken invariant: a screen outside ReplicaProvider");
  return value;
}

/** Gets the connection to the store back whenever the page comes to the front: an iPhone cuts it in the background. */
function keepAwake(database: ReplicaDatabase, onFailure: (cause: Error) => void): () => void {
  const wake = (): void => {
    if (document.visibilityState === "visible")
      wakeDatabase(database, setTimer).catch((cause: unknown) => onFailure(errorOf(cause)));
  };
  document.addEventListener("visibilitychange", wake);
  return () => document.removeEventListener("visibilitychange", wake);
}

/** Timers of the page. */
export const setTimer: SetTimer = (ms, fire) => {
  const timer = setTimeout(fire, ms);
  return () => clearTimeout(timer);
};

function errorOf(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}
