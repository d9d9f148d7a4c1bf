/** What page and service worker agree on. */

/** A page asks the waiting version to take over: a person agreed. */
export const ACTIVATE_MESSAGE = "tomoshibi/activate";

/** Addresses that are the relay's, never the app's; the no-app page is none of the app's either. */
export const RELAY_PATHS: readonly RegExp[] = [
  /^\/v1(?:\/|$)/,
  /^\/healthz(?:$|\?)/,
  /^\/form(?:\.html)?(?:$|\?)/,
];

/** The word by which the browser wakes the service worker once there is a network. */
export const PARCEL_SYNC = "tomoshibi/parcels";
