/** Before paper is printed that says where to open the app, and before an association is bound to it: whether other people's devices can open that. */
import type { ReactElement } from "react";
import { addressMessages } from "../i18n/ja/address.ts";
import { useMessages } from "../i18n/use-messages.tsx";
import { Notice } from "../ui/surface.tsx";
import { isReachableByOthers } from "./address.ts";

/**
 * Names the address that only this device can open; nothing where others can. `isFounding`: an association lives where it was
 * founded, for a browser keeps a store for each address.
 */
export function UnreachableNotice({
  isFounding = false,
}: {
  readonly isFounding?: boolean;
}): ReactElement | null {
  const t = useMessages(addressMessages);
  if (isReachableByOthers(location)) return null;
  const text = isFounding ? "unreachableFounding" : "unreachable";
  return <Notice tone="caution" title={t(text, { address: location.host })} />;
}
