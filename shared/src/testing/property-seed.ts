/**
 * Draws the cases of all property tests from one seed, so that a run says something about the change and nothing about luck;
 * `PROPERTY_SEED=` another one looks at other cases.
 */
import { configureGlobal, readConfigureGlobal } from "fast-check";
import { inject } from "vitest";

declare module "vitest" {
  /** What vite.config.ts hands to tests. */
  export interface ProvidedContext {
    propertySeed: number;
  }
}

configureGlobal({ ...readConfigureGlobal(), seed: inject("propertySeed") });
