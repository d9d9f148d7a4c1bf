/**
 * Ends the build when a chunk imports from the file of a worker: WebKit runs that file a second time in the same worker, and
 * with it everything that it starts.
 */

/** The plugin, for workers' builds. */
export function entryAlone() {
  return {
    name: "entry-alone",
    generateBundle(_options, bundle) {
      for (const { fileName, imports = [], dynamicImports = [] } of Object.values(bundle))
        for (const imported of [...imports, ...dynamicImports])
          if (bundle[imported]?.isEntry) this.error(`${fileName} imports the entry ${imported}`);
    },
  };
}
