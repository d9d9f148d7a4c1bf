/**
 * What a store from before holds, for whoever joined again in one beside it: read and nothing else. No engine runs over it, so that
 * nothing can be written or sent from there. (decision 0045)
 */
import Dexie from "dexie";
import type { Intent } from "../commands.ts";
import type { CircularView, IncidentView, OwnReportView, ProfileView } from "../views.ts";
import { openDatabase } from "./database.ts";

/** What its person did and read there. */
export interface EarlierRecords {
  readonly profile: ProfileView;
  readonly incidents: readonly IncidentView[];
  readonly ownReports: readonly OwnReportView[];
  /** With what was never sealed: it was saved, and is shown. */
  readonly intents: readonly Intent[];
  /** The newest first, without those that were withdrawn. */
  readonly circulars: readonly CircularView[];
}

/** Reads a store. Errors: undefined where there is none, or nobody joined there; looking makes none. */
export async function readEarlier(replica: string): Promise<EarlierRecords | undefined> {
  const database = openDatabase(replica);
  if (!(await Dexie.exists(database.name))) return undefined;
  try {
    const { profile: profiles, incidents, ownReports, intents, circulars } = database;
    const tables = [profiles, incidents, ownReports, intents, circulars];
    return await database.transaction("r", tables, async () => {
      const profile = await profiles.get("me");
      if (profile === undefined) return undefined;
      const published = await circulars.orderBy("publishedAtMs").reverse().toArray();
      return {
        profile,
        incidents: await incidents.toArray(),
        ownReports: await ownReports.toArray(),
        intents: await intents.orderBy("createdAtMs").toArray(),
        circulars: published.filter(({ isWithdrawn }) => !isWithdrawn),
      };
    });
  } finally {
    database.close();
  }
}
