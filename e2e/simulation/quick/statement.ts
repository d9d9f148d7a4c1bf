/** shared/membership/statement.ts, which decodes the same bytes once. */
import type { AssociationId, DeviceId } from "@tomoshibi/shared/base/ids.ts";
import {
  type Statement,
  decodeStatement as decodeAnew,
  deviceIdOf as nameAnew,
} from "@tomoshibi/shared/membership/statement.ts";
import { createMemo, createMemoOf, nameOf } from "./memo.ts";

export * from "@tomoshibi/shared/membership/statement.ts";

const decoded = createMemoOf<Uint8Array, Statement | undefined>();

/** A courier's file brings copies of bytes. */
const sameDecoded = createMemo<Statement | undefined>();

/** Decodes a statement from outside. */
export function decodeStatement(
  association: AssociationId,
  bytes: Uint8Array,
): Statement | undefined {
  return decoded(bytes, association, () =>
    sameDecoded(association + nameOf(bytes), () => decodeAnew(association, bytes)),
  );
}

const named = createMemoOf<Uint8Array, DeviceId>();

/** The short name of a device's signing key. */
export function deviceIdOf(signKey: Uint8Array): DeviceId {
  return named(signKey, "", () => nameAnew(signKey));
}
