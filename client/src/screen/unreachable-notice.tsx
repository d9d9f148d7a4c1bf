/** Before paper is printed that says where to open the app: whether other people's devices can open that. */
import type { ReactElement } from "react";
import { addressMessages } from "../i18n/ja/address.ts";
import { useMessages } from "../i18n/use-messages.tsx";
import { Notice } from "../ui/surface.tsx";
import { isReachableByOthers } from "./address.ts";

/** Names the address that only this device can open; nothing where others can. */
export function UnreachableNotice(): ReactElement | null {
  const t = useMessages(addressMessages);
  if (isReachableByOthers(location)) return null;
  return <Notice tone="caution" title={t("unreachable", { address: location.host })} />;
}
