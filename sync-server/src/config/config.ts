/** The relay's settings, from the environment; docs/guides/relay-operators.md lists them. */
import { resolve } from "node:path";
import { type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import { LOG_LEVELS, type LogLevel } from "../logging/log.ts";

/** How a relay runs. */
export interface Config {
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  /** Where the built app is; undefined when this relay serves none. */
  readonly clientDir: string | undefined;
  readonly logLevel: LogLevel;
}

/** A setting that makes no sense. */
export interface ConfigError {
  readonly type: "BadSetting";
  readonly name: string;
  readonly value: string;
}

/** Only this machine: phones need https, hence a reverse proxy, and that usually runs beside the relay. */
const HOST_DEFAULT = "127.0.0.1";
const PORT_DEFAULT = "8787";
const DATA_DIR_DEFAULT = "data";

/** Reads the settings. Errors: the first that makes no sense. */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
): Result<Config, ConfigError> {
  const setting = (name: string, fallback: string) => environment[name]?.trim() || fallback;
  const port = setting("PORT", PORT_DEFAULT);
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
    return err({ type: "BadSetting", name: "PORT", value: port });
  }
  const levelName = setting("LOG_LEVEL", "info");
  const logLevel = LOG_LEVELS.find((level) => level === levelName);
  if (logLevel === undefined)
    return err({ type: "BadSetting", name: "LOG_LEVEL", value: levelName });
  const clientDir = setting("CLIENT_DIR", "");
  return ok({
    host: setting("HOST", HOST_DEFAULT),
    port: Number(port),
    dataDir: resolve(setting("DATA_DIR", DATA_DIR_DEFAULT)),
    clientDir: clientDir === "" ? undefined : resolve(clientDir),
    logLevel,
  });
}
