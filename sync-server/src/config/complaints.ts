/** What the relay says when it cannot start: one sentence, in Japanese and English, that names what to do. */
import type { ListenError } from "../http/server.ts";
import { nameOfCause } from "../logging/log.ts";
import type { OpenStorageError } from "../storage/pglite.ts";
import type { OpenPostgresError } from "../storage/postgres.ts";
import type { StorageError } from "../storage/storage.ts";
import type { Config, ConfigError } from "./config.ts";

/** Everything that can keep a relay from starting. */
export type StartError =
  | ConfigError
  | OpenStorageError
  | OpenPostgresError
  | StorageError
  | ListenError
  | MetricsListenError;

/** Metrics cannot be answered where they should. */
export interface MetricsListenError {
  readonly type: "CannotListenForMetrics";
  readonly code: string;
}

/** Says it. */
export function complaintOf(error: StartError, config: Config | undefined): string {
  switch (error.type) {
    case "BadSetting":
      return `設定 ${error.name} の値「${error.value}」は使えません / the setting ${error.name} cannot be "${error.value}"`;
    case "Locked":
      return `データフォルダ ${error.dataDir} は別の中継が使っています。そちらを止めるか、別のフォルダを指定してください / the data folder ${error.dataDir} is in use by another relay: stop that one, or choose another folder`;
    case "Unwritable":
      return `データフォルダ ${error.dataDir} に書きこめません。権限と空き容量をたしかめてください / the data folder ${error.dataDir} cannot be written: check its permissions and the free space`;
    case "Unopenable":
      return `データフォルダ ${error.dataDir} を開けません(${wordsOf(error.cause)})。バックアップから戻すか、別のフォルダを指定してください / the data folder ${error.dataDir} cannot be opened (${wordsOf(error.cause)}): restore a back-up, or choose another folder`;
    case "DatabaseUnreachable":
      return `DATABASE_URL のデータベースにつながりません(${wordsOf(error.cause)})。動いているか、アドレスとパスワードをたしかめてください / the database of DATABASE_URL cannot be reached (${wordsOf(error.cause)}): check that it runs, its address and its password`;
    case "DatabaseUnsuitable":
      return `データベースの設定 ${error.setting}=${error.value} では預かれません。${error.wanted} にしてください / the database runs with ${error.setting}=${error.value}, which cannot keep what a relay promises: set it to ${error.wanted}`;
    case "DatabaseUnusable":
      return `データベースを使えません(${wordsOf(error.cause)})。権限と、新しい版の中継が使っていないかをたしかめてください / the database cannot be used (${wordsOf(error.cause)}): check its permissions, and whether a newer relay uses it`;
    case "CannotListenForMetrics":
      return `METRICS_PORT のポート ${config?.metrics?.port} を開けません(${error.code}) / port ${config?.metrics?.port} of METRICS_PORT cannot be opened (${error.code})`;
    case "CannotListen":
      return error.code === "EADDRINUSE"
        ? `ポート ${config?.port} はもう使われています。PORT で別の番号を指定してください / port ${config?.port} is already in use: choose another one with PORT`
        : error.code === "EACCES"
          ? `ポート ${config?.port} を使う権限がありません。1024以上の番号を PORT で指定し、前置きのサーバーから渡してください / there is no permission for port ${config?.port}: choose one from 1024 up with PORT, behind a reverse proxy`
          : `${config?.host} のポート ${config?.port} を開けません(${error.code}) / port ${config?.port} of ${config?.host} cannot be opened (${error.code})`;
    case "NoRoom":
      return `データフォルダ ${error.dataDir} のディスクの空きが足りません(あと${mib(error.freeBytes)} MB。${mib(error.neededBytes)} MB 以上あけてください) / the disk of the data folder ${error.dataDir} is nearly full (${mib(error.freeBytes)} MB left): free at least ${mib(error.neededBytes)} MB`;
    case "Busy":
    case "DiskFull":
    case "Unavailable":
      if (config?.databaseUrl !== undefined)
        return "データベースを読み書きできません / the database cannot be read or written";
      return `データフォルダ ${config?.dataDir} を読み書きできません / the data folder ${config?.dataDir} cannot be read or written`;
  }
}

function mib(bytes: number): number {
  return Math.floor(bytes / (1024 * 1024));
}

function wordsOf(cause: unknown): string {
  // Where several addresses were tried, the error that holds them all has no words, only a code.
  const words =
    cause instanceof Error ? cause.message || nameOfCause(cause).code || cause.name : String(cause);
  return words.split("\n", 1)[0] ?? "";
}
