/** From home to the officers' or the group leader's desk; whoever has none sees nothing. */
import type { ReactElement } from "react";
import type { ProfileView } from "../engine/api.ts";
import { shellMessages } from "../i18n/ja/shell.ts";
import { useMessages } from "../i18n/use-messages.tsx";
import { Link } from "../ui/button.tsx";
import { deskText } from "./desk-text.ts";

/** Also while an incident is open, when officers need it most. */
export function DeskLink({ profile }: { readonly profile: ProfileView }): ReactElement | null {
  const t = useMessages(shellMessages);
  const desk = deskText(profile);
  if (desk === undefined) return null;
  return (
    <Link kind="secondary" isWide href="/desk">
      {t(desk)}
    </Link>
  );
}
