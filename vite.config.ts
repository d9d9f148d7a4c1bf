/**
 * The one build file: `vite build` makes the app, `vite build --mode relay` the relay, and Vitest's projects run every
 * kind of test.
 */
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig(({ mode }) => {
  if (mode === "relay") {
    return {
      root: here("sync-server"),
      build: {
        ssr: "src/main.ts",
        target: "node20",
        outDir: "dist",
        emptyOutDir: true,
      },
      ssr: { noExternal: [/^@tomoshibi\//] },
    };
  }
  return {
    root: here("client"),
    plugins: [react()],
    build: { target: "es2022", outDir: "dist", emptyOutDir: true },
    worker: { format: "es" as const },
  };
});
