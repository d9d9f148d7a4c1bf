/** The cache that holds what is sealed and unsent, each parcel under the address it is to be posted to. [DEL4] */
export const PARCEL_CACHE = "tomoshibi-parcels";
