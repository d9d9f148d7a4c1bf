/**
 * `npm run backup` and `npm run restore`, built: says in one line what was done, or why not with a non-zero exit code.
 *
 * Arguments: `backup` or `restore`, the data folder, the file; the scripts that start it have checked them.
 */
import { systemClock } from "../platform/system.ts";
import { type BackUpError, type RestoreError, backUp, restore } from "./back-up.ts";

const [command, dataDir = "", file = ""] = process.argv.slice(2);
if (command === "restore") await runRestore();
else await runBackUp();

async function runBackUp(): Promise<void> {
  const made = await backUp({ dataDir, file });
  if (!made.ok) return giveUp(made.error);
  const { byteCount } = made.value;
  process.stdout.write(
    `予備をとりました：${file}（${byteCount} バイト）。中継の鍵が入っています。人に渡さないでください / backed up to ${file} (${byteCount} bytes); it holds the relay's key: keep it to yourself\n`,
  );
}

async function runRestore(): Promise<void> {
  const made = await restore({ dataDir, file, clock: systemClock });
  if (!made.ok) return giveUp(made.error);
  const { associationCount, messageCount } = made.value;
  process.stdout.write(
    `もどしました：町会 ${associationCount}、記録 ${messageCount} 件。中継を始めてください。足りないものは端末が送りなおします / restored ${associationCount} associations, ${messageCount} entries: start the relay, and devices send again what is missing\n`,
  );
}

function giveUp(error: BackUpError | RestoreError): void {
  process.stderr.write(`${complaintOf(error)}\n`);
  process.exitCode = 1;
}

function complaintOf(error: BackUpError | RestoreError): string {
  switch (error.type) {
    case "NoData":
      return `${error.dataDir} に中継のデータがありません / there is no relay's data in ${error.dataDir}`;
    case "Running":
      return `${error.dataDir} は動いている中継が使っています。止めてから、もう一度してください / ${error.dataDir} is in use by a running relay: stop it first`;
    case "FileExists":
      return `${error.file} はもうあります。別の名前にしてください / ${error.file} exists already: choose another name`;
    case "NoFile":
      return `${error.file} がありません / there is no ${error.file}`;
    case "NotEmpty":
      return `${error.dataDir} は空ではありません。空のフォルダにだけもどせます / ${error.dataDir} is not empty: only an empty folder can be restored into`;
    case "NotABackUp":
      return `${error.file} は予備として読めません。何も変えていません / ${error.file} cannot be read as a back-up; nothing was changed`;
    case "CannotWrite":
      return `${error.path} に書きこめません。権限と空き容量をたしかめてください / ${error.path} cannot be written: check its permissions and the free space`;
  }
}
