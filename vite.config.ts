/**
 * The one build file: `vite build` makes the app, `vite build --mode form` the no-app page beside it, `vite build --mode relay` the
 * relay, and Vitest's projects run every kind of test.
 */
import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { VitePWA } from "vite-plugin-pwa";
import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { calmServiceWorker, withoutNodeCrypto } from "./scripts/lib/calm-build.mjs";
import { entryAlone } from "./scripts/lib/entry-alone.mjs";
import { precompress } from "./scripts/lib/precompress.mjs";
import { standIns } from "./scripts/lib/stand-ins.mjs";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const { version } = JSON.parse(readFileSync(here("package.json"), "utf8")) as { version: string };

export default defineConfig(({ mode }) => {
  if (mode === "test") {
    // Vitest leaves a core to itself; on two cores that would be one test file at a time.
    const maxWorkers = Math.max(2, availableParallelism() - 1);
    return { root: here("."), test: { projects: testProjects(), maxWorkers } };
  }
  if (mode === "form") return form();
  return mode === "relay" ? relay() : app();
});

/** A slow machine would be told at each start how long every plugin took: nothing to be done about by who starts a relay. */
const untimed = { checks: { bundlerTimings: false } };

/** It does not say so itself: the check-in's screen, which only encodes, would load the decoder too. */
const freeOfSideEffects = { test: /\/cborg\//, sideEffects: false };

/** The relay, bundled; npm packages stay outside, PGlite finds its data files beside itself. */
function relay() {
  return {
    root: here("sync-server"),
    build: {
      ssr: true,
      // The last is for conformance suites and crash tests only: the stream core without admission.
      rolldownOptions: {
        input: [
          "src/main.ts",
          "src/pglite-thread.ts",
          "src/backup/back-up-command.ts",
          "src/streams-open.ts",
        ],
        ...untimed,
      },
      target: "node20",
      outDir: "dist",
      emptyOutDir: true,
    },
    ssr: { noExternal: [/^@tomoshibi\//] },
  };
}

function app() {
  return {
    root: here("client"),
    plugins: [react(), installable(), precompress(), withoutNodeCrypto()],
    // Dexie's own entry point is its ES5 build; its build for today's browsers is smaller and stands on the check-in path.
    resolve: { alias: [{ find: /^dexie$/, replacement: "dexie/dist/modern/dexie.mjs" }] },
    define: { "import.meta.env.VITE_APP_VERSION": JSON.stringify(version) },
    build: {
      target: "es2022",
      outDir: "dist",
      emptyOutDir: true,
      assetsInlineLimit: 0,
      rolldownOptions: {
        ...untimed,
        treeshake: { moduleSideEffects: [freeOfSideEffects] },
      },
    },
    worker: {
      format: "es" as const,
      plugins: () => [withoutNodeCrypto(), entryAlone()],
      rolldownOptions: {
        ...untimed,
        treeshake: { moduleSideEffects: [freeOfSideEffects] },
        output: { codeSplitting: { groups: [{ name: engineChunk(), debugName: "engine" }] } },
      },
    },
    server: { proxy: { "/v1": relayInDevelopment, "/healthz": relayInDevelopment } },
  };
}

/**
 * Puts all that the worker loads at its start into one chunk: cut along what lazy chunks share with it, the same code is 2 kB
 * more in brotli. The worker's own file stays outside: a lazy chunk that imports from it makes WebKit run it a second time, and
 * two engines in one worker take the lead from each other.
 */
function engineChunk() {
  const entry = here("client/src/engine/worker.ts");
  const atStart = new Set<string>();
  return (
    id: string,
    graph: { getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null },
  ) => {
    function reach(from: string): void {
      if (atStart.has(from)) return;
      atStart.add(from);
      for (const next of graph.getModuleInfo(from)?.importedIds ?? []) reach(next);
    }
    if (atStart.size === 0) reach(entry);
    return id !== entry && atStart.has(id) ? "engine" : null;
  };
}

/**
 * The no-app page: a build of its own, so that it shares no file with the app and loads nothing of it, and after the app's, so that no
 * service worker keeps it. For browsers from 2020 on, which know the numbers that keys are made of.
 */
function form() {
  return {
    root: here("client"),
    publicDir: false as const,
    plugins: [precompress()],
    build: {
      target: ["es2020", "chrome80", "safari14", "firefox80"],
      outDir: "dist",
      emptyOutDir: false,
      modulePreload: { polyfill: false },
      rolldownOptions: { input: here("client/form.html"), ...untimed },
    },
  };
}

const relayInDevelopment = "http://localhost:8787";

/** One precached shell; the page itself decides when the service worker is registered and updated. */
function installable() {
  return VitePWA({
    strategies: "injectManifest",
    srcDir: "src/sw",
    filename: "service-worker.ts",
    injectRegister: null,
    includeManifestIcons: false,
    manifest: {
      id: "/",
      name: "灯 Tomoshibi",
      short_name: "灯",
      description: "町会の安否確認・回覧・名簿。電波がなくても使えます。",
      lang: "ja",
      dir: "ltr",
      start_url: "/",
      scope: "/",
      display: "standalone",
      background_color: "#121412",
      theme_color: "#121412",
      icons: [
        { src: "/icon-192.png", sizes: "192x192", type: "image/png" },
        { src: "/icon-512.png", sizes: "512x512", type: "image/png" },
        {
          src: "/icon-maskable-512.png",
          sizes: "512x512",
          type: "image/png",
          purpose: "maskable" as const,
        },
      ],
    },
    injectManifest: {
      buildPlugins: { vite: [calmServiceWorker()] },
      // The large icons are for the home screen only; the system keeps its own copy of them.
      globPatterns: ["**/*.{html,js,css,wasm,svg,webmanifest}", "icon-192.png"],
      maximumFileSizeToCacheInBytes: 5_000_000,
    },
  });
}

function testProjects(): TestProjectInlineConfiguration[] {
  const unit = (
    name: string,
    root = name,
    include = "src/**/*.test.{ts,tsx}",
    // Two cores are shared by all test files: what takes 100 ms alone may take seconds here.
    testTimeout = 30_000,
  ): TestProjectInlineConfiguration => ({
    test: {
      name,
      root: here(root),
      include: [include],
      environment: "node",
      setupFiles: [here("shared/src/testing/property-seed.ts")],
      provide: { propertySeed: Number(process.env.PROPERTY_SEED ?? 20_240_101) },
      testTimeout,
      hookTimeout: 60_000,
    },
  });
  const browser = {
    root: here("e2e"),
    environment: "node",
    globalSetup: [here("e2e/browser/support/global-setup.ts")],
    // People wait for one another most of the time; more than two files at once would starve each other on two cores.
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 180_000,
  };
  return [
    unit("shared"),
    unit("client"),
    unit("sync-server"),
    unit("tools", ".", "scripts/*.test.ts"),
    { ...unit("simulation", "e2e", "simulation/**/*.test.ts"), plugins: [standIns()] },
    // Whole towns: their devices wait for one another.
    unit("node-replica", "e2e", "node-replica/**/*.test.ts", 120_000),
    unit("fuzz", "e2e", "{fuzz,threats}/**/*.test.ts"),
    { test: { ...browser, name: "browser", include: ["browser/**/*.test.ts"] } },
    // By a command of its own: WebKit's packages are not asked of everybody.
    { test: { ...browser, name: "webkit", include: ["webkit/**/*.test.ts"] } },
  ];
}
