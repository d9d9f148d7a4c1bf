/** Which Vitest projects make up which command. */

/** Projects by group: quick ones that every check runs, and those that need a browser. */
export const groups = {
  unit: ["shared", "client", "sync-server", "tools", "simulation", "node-replica", "fuzz"],
  simulation: ["simulation"],
  browser: ["browser"],
};
