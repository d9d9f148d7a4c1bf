/**
 * Vite plugins that take away the causes of two warnings at every build, so that a warning that matters is seen.
 */

/**
 * For the app and its worker: @hpke/common imports Node's "crypto" where there is no `globalThis.crypto`, as in Node before 20. No
 * browser that the app runs in is without it, so nothing stands in for the module, and Vite need not say so.
 */
export function withoutNodeCrypto() {
  const nothing = "\0tomoshibi:no-node-crypto";
  return {
    name: "tomoshibi:without-node-crypto",
    enforce: "pre",
    resolveId: (source, importer) =>
      source === "crypto" && importer?.includes("@hpke/common") ? nothing : undefined,
    load: (id) => (id === nothing ? "export const webcrypto = undefined;" : undefined),
  };
}

/**
 * For the service worker, which vite-plugin-pwa builds with a Vite of its own: it keeps the log level it is asked for, and says
 * "one file" in the words of this Vite; those of the plugin are deprecated.
 */
export function calmServiceWorker() {
  return {
    name: "tomoshibi:calm-service-worker",
    config(config) {
      const { output } = config.build.rollupOptions ?? {};
      if (output?.inlineDynamicImports !== true)
        throw new Error(
          "vite-plugin-pwa builds the service worker otherwise: is this needed still?",
        );
      delete output.inlineDynamicImports;
      output.codeSplitting = false;
      return {
        logLevel: "warn",
        build: { rolldownOptions: { checks: { bundlerTimings: false } } },
      };
    },
  };
}
