declare const brand: unique symbol;

/** A type that another of the same shape cannot pass for: `Brand<string, "DeviceId">`. [G7] */
export type Brand<Base, Name extends string> = Base & { readonly [brand]: Name };
