/** Reading what strace saw of the stream core: was there a sync between each request and its acknowledgement? [REL3] */

/** What was seen. `unsynced` are the lines of acknowledgements that no sync came before. */
export interface Trace {
  readonly requests: number;
  readonly acknowledgements: number;
  readonly unsynced: readonly string[];
}

/** A sync that is done; one that another thread interrupted in the log ends on a line of its own. */
const SYNCED = /(?:f(?:data)?sync\(\d+\)|<\.\.\. f(?:data)?sync resumed>\))\s+= 0/;

/** Reads a log of `strace -f -e fdatasync,fsync,read,write,writev`, of appends one after another. */
export function readTrace(log: string): Trace {
  let requests = 0;
  let acknowledgements = 0;
  let isSynced = false;
  const unsynced: string[] = [];
  for (const line of log.split("\n")) {
    if (line.includes('"POST /')) {
      requests += 1;
      isSynced = false;
    } else if (SYNCED.test(line)) isSynced = true;
    else if (line.includes('"HTTP/1.1 204')) {
      acknowledgements += 1;
      if (!isSynced) unsynced.push(line);
    }
  }
  return { requests, acknowledgements, unsynced };
}
