/**
 * Where officers' screens are. Each is a chunk of its own; their texts come with them, not with the shell:
 *
 *     { path: "/desk", Screen: lazyScreen(async () => (await import("../features/desk/desk-screen.tsx")).DeskScreen) },
 */
import type { ComponentType } from "react";

/** Path below the replica's base → screen. Paths may hold parameters: "/desk/:incident". */
export const officerRoutes: readonly { readonly path: string; readonly Screen: ComponentType }[] =
  [];
