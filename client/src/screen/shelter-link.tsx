/** From home to 避難所の受付, on a desk's device only. (decision 0047) */
import type { ReactElement } from "react";
import type { ProfileView } from "../engine/api.ts";
import { shellMessages } from "../i18n/ja/shell.ts";
import { useMessages } from "../i18n/use-messages.tsx";
import { Link } from "../ui/button.tsx";
import { isShelterDesk } from "./desk-text.ts";

/** Also while an incident is open. */
export function ShelterLink({ profile }: { readonly profile: ProfileView }): ReactElement | null {
  const t = useMessages(shellMessages);
  if (!isShelterDesk(profile)) return null;
  return (
    <Link kind="secondary" isWide href="/shelter">
      {t("toShelter")}
    </Link>
  );
}
