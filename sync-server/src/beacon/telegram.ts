/**
 * Reads a telegram of 気象庁防災情報XML: 震度速報 and 震源・震度に関する情報, and their cancellations. Pure: bytes in, alerts or a reason
 * out; nothing throws.
 *
 * Invariant: what is a drill or a test, or might be one, is nothing. What any other telegram says is for nobody here: 緊急地震速報
 * comes before anything shook, and 津波 has its own sirens.
 */
import { XmlElement, parseXml } from "@rgrove/parse-xml";
import { eventSecondsOf } from "@tomoshibi/shared/records/event-id.ts";
import { incidentIdOf } from "@tomoshibi/shared/records/incident-id.ts";
import {
  ALERT_PLACES_MAX,
  type Alert,
  INTENSITIES,
  type Intensity,
} from "@tomoshibi/shared/records/record.ts";

/** Why a telegram raises nothing. */
export type Passed =
  | "tooLarge"
  | "notXml"
  | "notATelegram"
  /** 訓練 or 試験. */
  | "drill"
  /** Another kind of telegram. */
  | "otherKind"
  /** Nothing of 震度 3 or more, at least not in the prefectures that are listened to. */
  | "notFelt"
  /** Issued more than a day before the newest. */
  | "old";

/** What a telegram says: more than one alert where it names more places than fit one. */
export type Telegram =
  | { readonly type: "alerts"; readonly alerts: readonly Alert[] }
  | { readonly type: "nothing"; readonly why: Passed };

/** Largest telegram; the longest known has 400 kB. */
export const TELEGRAM_BYTES_MAX = 4 * 1024 * 1024;

/** Reads one. Shape: `prefectures` by their two digits; none: all of them. */
export function readTelegram(bytes: Uint8Array, prefectures: ReadonlySet<string>): Telegram {
  if (bytes.length > TELEGRAM_BYTES_MAX) return nothing("tooLarge");
  const root = rootOf(bytes);
  if (root === undefined) return nothing("notXml");
  if (root.name !== "Report" || root.attributes.xmlns !== NAMESPACE) return nothing("notATelegram");
  const head = childOf(root, "Head");
  const [title, status, headline] = [
    textOf(root, "Control", "Title"),
    textOf(root, "Control", "Status"),
    textOf(root, "Head", "Headline", "Text"),
  ];
  if (status !== "通常" || DRILL_WORDS.test(`${textOf(root, "Head", "Title")}${headline}`))
    return nothing("drill");
  if (!KINDS.has(title)) return nothing("otherKind");
  const eventId = head === undefined ? "" : textOf(head, "EventID");
  const issuedMs = Date.parse(textOf(root, "Control", "DateTime"));
  if (eventSecondsOf(eventId) === undefined || !(issuedMs >= 0)) return nothing("notATelegram");
  const about = {
    kind: "alert",
    incident: incidentIdOf({ type: "alert", eventId }),
    eventId,
    issuedSeconds: Math.floor(issuedMs / 1000),
  } as const;
  switch (textOf(root, "Head", "InfoType")) {
    case "取消":
      return { type: "alerts", alerts: [{ ...about, state: "cancelled", observed: [] }] };
    case "発表":
    case "訂正":
    case "遅延": {
      const parts = inParts(placesIn(root, prefectures));
      if (parts.length === 0) return nothing("notFelt");
      return {
        type: "alerts",
        alerts: parts.map((observed) => ({ ...about, state: "issued", observed })),
      };
    }
    default:
      return nothing("notATelegram");
  }
}

const NAMESPACE = "http://xml.kishou.go.jp/jmaxml1/";
/** VXSE51 and VXSE53. */
const KINDS: ReadonlySet<string> = new Set(["震度速報", "震源・震度に関する情報"]);
/** A telegram of an exercise says so in its status; one whose words alone say so is none to wake a town with. */
const DRILL_WORDS = /訓練|試験|テスト/;
const NO_READING = "震度５弱以上未入電";
const AREA_FORM = /^[1-9]\d{2}$/;
const CITY_FORM = /^\d{7}$/;

function nothing(why: Passed): Telegram {
  return { type: "nothing", why };
}

/** No entity is fetched, and only those of XML itself are resolved: that is all the library does. */
function rootOf(bytes: Uint8Array): XmlElement | undefined {
  try {
    return parseXml(new TextDecoder("utf-8", { fatal: true }).decode(bytes)).root ?? undefined;
  } catch {
    return undefined;
  }
}

/** 震度 by place, where it was 3 or more. */
function placesIn(
  root: XmlElement,
  prefectures: ReadonlySet<string>,
): ReadonlyMap<number, Intensity> {
  const places = new Map<number, Intensity>();
  const note = (place: XmlElement, form: RegExp) => {
    const code = textOf(place, "Code");
    const intensity = intensityOf(place);
    if (form.test(code) && Number(code) >= 100 && intensity !== undefined)
      places.set(Number(code), intensity);
  };
  const observation = childOf(root, "Body", "Intensity", "Observation");
  for (const prefecture of childrenOf(observation, "Pref")) {
    if (prefectures.size > 0 && !prefectures.has(textOf(prefecture, "Code"))) continue;
    for (const area of childrenOf(prefecture, "Area")) {
      note(area, AREA_FORM);
      for (const city of childrenOf(area, "City")) note(city, CITY_FORM);
    }
  }
  return places;
}

function intensityOf(place: XmlElement): Intensity | undefined {
  const read = INTENSITIES.find((one) => one !== "noReading" && one === textOf(place, "MaxInt"));
  const isUnread = textOf(place, "Condition") === NO_READING;
  // A station was heard of, but not the one that may have felt more.
  return isUnread && (read === undefined || read === "3" || read === "4") ? "noReading" : read;
}

/** In the one form of the wire, cut where an alert is full. */
function inParts(places: ReadonlyMap<number, Intensity>): readonly Alert["observed"][] {
  const sorted = [...places].toSorted(
    ([left, one], [right, other]) =>
      INTENSITIES.indexOf(other) - INTENSITIES.indexOf(one) || left - right,
  );
  const parts: Alert["observed"][] = [];
  for (let start = 0; start < sorted.length; start += ALERT_PLACES_MAX) {
    const part = new Map<Intensity, number[]>();
    for (const [place, intensity] of sorted.slice(start, start + ALERT_PLACES_MAX))
      part.set(intensity, [...(part.get(intensity) ?? []), place]);
    parts.push([...part].map(([intensity, list]) => ({ intensity, places: list })));
  }
  return parts;
}

function childrenOf(parent: XmlElement | undefined, name: string): readonly XmlElement[] {
  return (parent?.children ?? []).filter(
    (child): child is XmlElement => child instanceof XmlElement && child.name === name,
  );
}

function childOf(parent: XmlElement, ...path: readonly string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>((at, name) => childrenOf(at, name)[0], parent);
}

/** The text at a path; empty where there is none. */
function textOf(parent: XmlElement, ...path: readonly string[]): string {
  return childOf(parent, ...path)?.text.trim() ?? "";
}
