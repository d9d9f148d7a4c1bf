/**
 * The cache that holds what is sealed and unsent, each parcel under the address it is to be posted to: the engine puts it
 * there, the service worker posts it, and neither knows the other. [DEL4]
 */
export const PARCEL_CACHE = "tomoshibi-parcels";
