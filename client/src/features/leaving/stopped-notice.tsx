/** The way to {@link StoppedPart} for screens of the main bundle, which load it only on a phone that was stopped. */
import { lazy, type ReactElement, Suspense } from "react";
import type { ProfileView } from "../../engine/api.ts";

const StoppedPart = lazy(async () => ({
  default: (await import("./stopped-part.tsx")).StoppedPart,
}));

/** Nothing on a phone that was not stopped. */
export function StoppedNotice({ profile }: { readonly profile: ProfileView }): ReactElement | null {
  if (profile.isStopped !== true) return null;
  return (
    <Suspense fallback={null}>
      <StoppedPart profile={profile} />
    </Suspense>
  );
}
