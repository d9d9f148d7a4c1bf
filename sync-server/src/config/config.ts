/** The relay's settings, from the environment; docs/guides/relay-operators.md lists them. */
import { resolve } from "node:path";
import { type Err, type Result, err, ok } from "@tomoshibi/shared/base/result.ts";
import { LOG_LEVELS, type LogLevel } from "../logging/log.ts";

/** How a relay runs. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** The folder of the embedded database; unused with `databaseUrl`. */
  readonly dataDir: string;
  /** A Postgres server's database, which other relays may share; undefined for the embedded one. */
  readonly databaseUrl: string | undefined;
  /** Where metrics are answered; undefined when they are not. */
  readonly metrics: { readonly host: string; readonly port: number } | undefined;
  /** Other relays to sync with, by their addresses. [REL7] */
  readonly peerRelays: readonly string[];
  /** Where JMA's telegrams are found, if anywhere: this relay is a beacon then. [STR] */
  readonly beacon:
    | {
        readonly folder: string | undefined;
        readonly feed: string | undefined;
        readonly prefectures: readonly string[];
      }
    | undefined;
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
/** `0` takes any free port; for METRICS_PORT too, where only nothing at all means no metrics. */
const PORT_FORM = /^\d{1,5}$/;
/** Relays that one relay syncs with. */
const PEER_RELAYS_MAX = 8;
const DATA_DIR_DEFAULT = "data";

/** Reads the settings. Errors: the first that makes no sense. */
export function readConfig(
  environment: Readonly<Record<string, string | undefined>>,
): Result<Config, ConfigError> {
  const setting = (name: string, fallback: string) => environment[name]?.trim() || fallback;
  const port = setting("PORT", PORT_DEFAULT);
  if (!isPort(port)) return err({ type: "BadSetting", name: "PORT", value: port });
  const metricsPort = setting("METRICS_PORT", "");
  if (metricsPort !== "" && !isPort(metricsPort)) {
    return err({ type: "BadSetting", name: "METRICS_PORT", value: metricsPort });
  }
  const databaseUrl = setting("DATABASE_URL", "");
  if (databaseUrl !== "" && !isDatabaseUrl(databaseUrl)) {
    // The address holds a password: it is named, never shown.
    return err({ type: "BadSetting", name: "DATABASE_URL", value: "…" });
  }
  const levelName = setting("LOG_LEVEL", "info");
  const logLevel = LOG_LEVELS.find((level) => level === levelName);
  if (logLevel === undefined)
    return err({ type: "BadSetting", name: "LOG_LEVEL", value: levelName });
  const peerRelays = setting("PEER_RELAYS", "")
    .split(",")
    .map((text) => text.trim())
    .filter((text) => text !== "");
  const badPeer = peerRelays.find((text) => !isRelayUrl(text));
  if (badPeer !== undefined || peerRelays.length > PEER_RELAYS_MAX) {
    return err({ type: "BadSetting", name: "PEER_RELAYS", value: badPeer ?? peerRelays.join(",") });
  }
  const beacon = readBeacon(setting);
  if (!beacon.ok) return beacon;
  const clientDir = setting("CLIENT_DIR", "");
  return ok({
    beacon: beacon.value,
    host: setting("HOST", HOST_DEFAULT),
    port: Number(port),
    dataDir: resolve(setting("DATA_DIR", DATA_DIR_DEFAULT)),
    databaseUrl: databaseUrl === "" ? undefined : databaseUrl,
    metrics:
      metricsPort === ""
        ? undefined
        : { host: setting("METRICS_HOST", HOST_DEFAULT), port: Number(metricsPort) },
    peerRelays,
    clientDir: clientDir === "" ? undefined : resolve(clientDir),
    logLevel,
  });
}

function readBeacon(
  setting: (name: string, fallback: string) => string,
): Result<Config["beacon"], ConfigError> {
  const [folder, feed, list] = [
    setting("BEACON_TELEGRAMS", ""),
    setting("BEACON_FEED", ""),
    setting("BEACON_PREFECTURES", ""),
  ];
  if (feed !== "" && !/^https?:\/\//.test(feed)) return badSetting("BEACON_FEED", feed);
  if (feed !== "" && !URL.canParse(feed)) return badSetting("BEACON_FEED", feed);
  const prefectures = list.split(",").flatMap((text) => text.trim() || []);
  const bad = prefectures.find((text) => !/^\d{2}$/.test(text));
  if (bad !== undefined) return badSetting("BEACON_PREFECTURES", bad);
  if (folder === "" && feed === "") return ok(undefined);
  return ok({
    folder: folder === "" ? undefined : resolve(folder),
    feed: feed === "" ? undefined : feed,
    prefectures,
  });
}

function badSetting(name: string, value: string): Err<ConfigError> {
  return err({ type: "BadSetting", name, value });
}

function isPort(text: string): boolean {
  return PORT_FORM.test(text) && Number(text) <= 65_535;
}

/** An address as a person types it into a browser, without a path: a relay stands at the root of its host. */
function isRelayUrl(text: string): boolean {
  if (!/^https?:\/\//.test(text) || !URL.canParse(text)) return false;
  const { pathname, search, hash, username } = new URL(text);
  return pathname === "/" && search === "" && hash === "" && username === "";
}

function isDatabaseUrl(text: string): boolean {
  return /^postgres(?:ql)?:\/\//.test(text) && URL.canParse(text);
}
