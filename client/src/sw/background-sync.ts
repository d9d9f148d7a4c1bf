/** Asks the browser to wake the service worker once there is a network, while something waits. [DEL4] */
import { PARCEL_SYNC } from "./messages.ts";

/** Background Sync, which Chromium has and others do not. */
interface SyncingRegistration extends ServiceWorkerRegistration {
  readonly sync?: { register(tag: string): Promise<void> };
}

/** What a page knows of its way to the relay. */
interface Connection {
  readonly state: string;
  readonly unsent: number;
}

/** Called whenever the connection changes. Never rejects: where it does not work, opening the app sends everything. */
export async function askForWaking(
  container: Pick<ServiceWorkerContainer, "ready"> | undefined,
  connection: Connection | undefined,
): Promise<void> {
  if (connection?.state !== "offline" || connection.unsent === 0) return;
  try {
    const registration = (await container?.ready) as SyncingRegistration | undefined;
    await registration?.sync?.register(PARCEL_SYNC);
  } catch {
    // Refused by the person's settings, or in a private window.
  }
}
