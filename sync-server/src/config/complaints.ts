/** What the relay says when it cannot start: one sentence, in Japanese and English, that names what to do. */
import type { ListenError } from "../http/server.ts";
import type { OpenStorageError } from "../storage/pglite.ts";
import type { StorageError } from "../storage/storage.ts";
import type { Config, ConfigError } from "./config.ts";

/** Everything that can keep a relay from starting. */
export type StartError = ConfigError | OpenStorageError | StorageError | ListenError;

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
    case "CannotListen":
      return error.code === "EADDRINUSE"
        ? `ポート ${config?.port} はもう使われています。PORT で別の番号を指定してください / port ${config?.port} is already in use: choose another one with PORT`
        : `${config?.host} のポート ${config?.port} を開けません(${error.code}) / port ${config?.port} of ${config?.host} cannot be opened (${error.code})`;
    case "Busy":
    case "Unavailable":
      return `データフォルダ ${config?.dataDir} を読み書きできません / the data folder ${config?.dataDir} cannot be read or written`;
  }
}

function wordsOf(cause: unknown): string {
  const words = cause instanceof Error ? cause.message : String(cause);
  return words.split("\n", 1)[0] ?? "";
}
