/** What JMA announced, in one sentence. */
import type { Intensity } from "@tomoshibi/shared/records/record.ts";
import type { AlertView } from "../../engine/api.ts";
import type { shellMessages } from "../../i18n/ja/shell.ts";
import type { Translate } from "../../i18n/messages.ts";

type T = Translate<typeof shellMessages.ja>;

/** 「金沢市で震度5強の地震がありました（気象庁 16:10）」; `time` as it is to be shown. */
export function quakeText(
  t: T,
  { cityName, isOfArea, intensity }: Pick<AlertView, "cityName" | "isOfArea" | "intensity">,
  time: string,
): string {
  const place = isOfArea ? t("quakeNear", { place: cityName }) : cityName;
  return t("quake", { place, intensity: intensityText(t, intensity), time });
}

/** 5弱, 6強; what was not read is said to be so. */
export function intensityText(t: T, intensity: Intensity): string {
  if (intensity === "noReading") return t("intensity.noReading");
  return intensity.replace("-", t("intensity.-")).replace("+", t("intensity.+"));
}
