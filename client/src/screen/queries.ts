/** Live queries that more than one feature needs. undefined while the first answer is being read. */
import { useLiveQuery } from "dexie-react-hooks";
import { useSyncExternalStore } from "react";
import type {
  CircularView,
  ConnectionView,
  IncidentView,
  Intent,
  OwnReportView,
  ProfileView,
} from "../engine/api.ts";
import type { NetworkState } from "../ui/status.tsx";
import { useEngineState, useReplica } from "./replica-context.tsx";

/** Who this replica is; null before founding or joining. */
export function useProfile(): ProfileView | null | undefined {
  const { database } = useReplica();
  return useLiveQuery(async () => (await database.profile.get("me")) ?? null, [database]);
}

/** Whether this device leads a group and is no officer's: of the desk it has the board of its group. [STR] */
export function useIsLeader(): boolean {
  const profile = useProfile();
  return profile?.isOfficer === false && profile.roles.includes("groupLeader");
}

/** All incidents, open and closed. */
export function useIncidents(): readonly IncidentView[] | undefined {
  const { database } = useReplica();
  return useLiveQuery(() => database.incidents.toArray(), [database]);
}

/** The intents of this device, oldest first. */
export function useIntents(): readonly Intent[] | undefined {
  const { database } = useReplica();
  return useLiveQuery(() => database.intents.orderBy("createdAtMs").toArray(), [database]);
}

/** What the own household reported. */
export function useOwnReports(): readonly OwnReportView[] | undefined {
  const { database } = useReplica();
  return useLiveQuery(() => database.ownReports.toArray(), [database]);
}

/** Circulars that are not withdrawn, unread first, then the newest first. */
export function useCirculars(): readonly CircularView[] | undefined {
  const { database } = useReplica();
  return useLiveQuery(async () => {
    const shown = await database.circulars.orderBy("publishedAtMs").reverse().toArray();
    const kept = shown.filter(({ isWithdrawn }) => !isWithdrawn);
    return [
      ...kept.filter(({ isReadByMe }) => !isReadByMe),
      ...kept.filter(({ isReadByMe }) => isReadByMe),
    ];
  }, [database]);
}

/** How the replica stands to its relay, as the engine last wrote it. */
export function useConnectionView(): ConnectionView | undefined {
  const { database } = useReplica();
  return useLiveQuery(() => database.connection.get("relay"), [database]);
}

/**
 * What the network chip may say. The stored row can be of an earlier start: until the engine of this page answers nothing
 * is known, except that a browser which says it has no network is right.
 */
export function useConnection(): NetworkState {
  const view = useConnectionView();
  const engineState = useEngineState();
  const isOnline = useSyncExternalStore(subscribeOnline, readOnline);
  if (!isOnline) return "offline";
  if (engineState !== "ready") return "unknown";
  return view?.state ?? "unknown";
}

function readOnline(): boolean {
  return navigator.onLine;
}

function subscribeOnline(onChange: () => void): () => void {
  addEventListener("online", onChange);
  addEventListener("offline", onChange);
  return () => {
    removeEventListener("online", onChange);
    removeEventListener("offline", onChange);
  };
}
