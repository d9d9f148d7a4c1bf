/** JMA's own telegrams, and anything else that a folder may hold. */
import { readFileSync, readdirSync } from "node:fs";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodePayload, encodePayload } from "@tomoshibi/shared/records/payload.ts";
import type { Alert } from "@tomoshibi/shared/records/record.ts";
import { MEMBER_ENTRY_BYTES_MAX } from "../admission/limits.ts";
import { type Telegram, TELEGRAM_BYTES_MAX, readTelegram } from "./telegram.ts";

const FOLDER = new URL("fixtures/", import.meta.url);
const ALL = new Set<string>();
const bytesOf = (name: string) => new Uint8Array(readFileSync(new URL(name, FOLDER)));
const textOf = (name: string) => readFileSync(new URL(name, FOLDER), "utf8");
const read = (text: string, prefectures = ALL) =>
  readTelegram(new TextEncoder().encode(text), prefectures);
const alertsOf = (telegram: Telegram): readonly Alert[] =>
  telegram.type === "alerts" ? telegram.alerts : [];
const summaryOf = (telegram: Telegram) =>
  telegram.type === "nothing"
    ? telegram.why
    : telegram.alerts.map(({ eventId, state, observed }) =>
        [
          eventId,
          state,
          ...observed.map(({ intensity, places }) => `${intensity}:${places.length}`),
        ].join(" "),
      );

const NOTO_2021 = "20210219091451_0_VXSE53_010000.xml";
const EXPECTED: Readonly<Record<string, unknown>> = {
  "20210219091253_0_VXSE51_010000.xml": ["20210219181113 issued 4:1"],
  [NOTO_2021]: ["20210219181113 issued 4:2"],
  "20240116184225_02245216_VXSE43.xml": "otherKind",
  "32-35_01_03_100806_VXSE53.xml": "drill",
  "32-35_04_03_240613_VXSE52.xml": "otherKind",
  "32-35_04_04_240613_VXSE53.xml": ["20100125161517 issued 4:6 3:20"],
  "32-35_06_03_240613_VXSE53.xml": [
    "20080614084350 issued noReading:3 6+:4 6-:1 5+:15 5-:21 4:112 3:178",
  ],
  "32-35_06_06_100915_VXSE53.xml": ["20080614084350 cancelled"],
  "32-35_06_10_100915_VXSE61.xml": "otherKind",
  "32-35_07_04_100915_VXSE51.xml": ["20090811050711 issued 6-:3 5+:1 5-:1 4:11 3:32"],
  "32-39_05_01_100831_VXSE53.xml": "notFelt",
  "32-39_11_01_120615_VXSE51.xml": ["20110311144640 issued 6+:2 6-:3 5+:4 5-:1 4:5 3:2"],
  "32-39_11_02_250206_VTSE41.xml": "otherKind",
};

test("[STR2] JMA's telegrams say what they say, and every drill and test says nothing", () => {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith(".xml"));
  const drills = names.filter((name) => /<Status>(訓練|試験)/.test(textOf(name)));
  expect(drills.length).toBeGreaterThan(1);
  for (const name of names) {
    const expected = drills.includes(name) ? "drill" : EXPECTED[name];
    expect([name, summaryOf(readTelegram(bytesOf(name), ALL))]).toEqual([name, expected]);
  }
});

test("[STR2] a real telegram that is made a drill's raises nothing, wherever it says so", () => {
  const text = textOf(NOTO_2021);
  for (const status of ["訓練", "試験", "", "通常 "])
    expect(read(text.replace("<Status>通常</Status>", `<Status>${status}</Status>`))).toEqual(
      status === "通常 " ? read(text) : { type: "nothing", why: "drill" },
    );
  const worded = text.replace("<Headline>\n<Text>", "<Headline>\n<Text>これは訓練です。");
  expect(worded).not.toBe(text);
  expect(read(worded)).toEqual({ type: "nothing", why: "drill" });
});

test("[STR2] a municipality is listed with its 震度, a correction is as good as the first, and prefectures can be left out", () => {
  const [alert] = alertsOf(readTelegram(bytesOf("32-35_07_04_100915_VXSE51.xml"), ALL));
  expect(alert).toMatchObject({
    eventId: "20090811050711",
    issuedSeconds: Date.UTC(2009, 7, 10, 20, 10, 41) / 1000,
  });
  expect(alert?.observed[0]).toEqual({ intensity: "6-", places: [440, 442, 443] });
  const text = textOf(NOTO_2021);
  const corrected = text.replace("<InfoType>発表", "<InfoType>訂正");
  expect(read(corrected)).toEqual(read(text));
  expect(read(text.replace("<InfoType>発表", "<InfoType>なにか"))).toMatchObject({
    why: "notATelegram",
  });
  expect(read(text, new Set(["03"]))).toEqual(read(text));
  expect(read(text, new Set(["17"]))).toEqual({ type: "nothing", why: "notFelt" });
});

test("[STR2] [REL4] every alert keeps the limits of its entry, also where a telegram names a thousand places and more", () => {
  const city = (n: number) =>
    `<City><Name>某市</Name><Code>${String(1_000_000 + n)}</Code><MaxInt>5-</MaxInt></City>`;
  const many = Array.from({ length: 2_345 }, (_, n) => city(n)).join("");
  const text = textOf(NOTO_2021).replace(/<City>.*<\/City>/s, many);
  const alerts = alertsOf(read(text));
  expect(alerts).toHaveLength(3);
  const places = alerts.flatMap(({ observed }) => observed.flatMap((one) => one.places));
  expect(new Set(places).size).toBe(2_346);
  for (const alert of alerts) {
    const payload = encodePayload(alert);
    expect(decodePayload(payload)).toEqual(alert);
    expect(payload.length).toBeLessThan(MEMBER_ENTRY_BYTES_MAX - 200);
  }
});

test("[STR2] no bytes make reading throw, and no entity is fetched or multiplied", () => {
  const bombs = [
    `<!DOCTYPE a [<!ENTITY x "${"y".repeat(99)}"><!ENTITY z "&x;&x;&x;">]><Report>&z;</Report>`,
    `<!DOCTYPE Report SYSTEM "http://127.0.0.1/x"><Report/>`,
    `<Report xmlns="http://xml.kishou.go.jp/jmaxml1/"/>`,
    `<Report xmlns="http://xml.kishou.go.jp/jmaxml1/"><Control><Status>通常</Status></Control></Report>`,
    "<a>".repeat(5_000),
  ];
  for (const text of bombs) expect(read(text).type).toBe("nothing");
  expect(readTelegram(new Uint8Array(TELEGRAM_BYTES_MAX + 1), ALL)).toMatchObject({
    why: "tooLarge",
  });
  const real = bytesOf(NOTO_2021);
  fc.assert(
    fc.property(
      fc.oneof(
        fc.uint8Array({ maxLength: 200 }),
        fc.tuple(fc.nat(real.length - 1), fc.nat(255), fc.nat(400)).map(([at, byte, cut]) => {
          const changed = real.slice(0, real.length - cut);
          if (at < changed.length) changed[at] = byte;
          return changed;
        }),
      ),
      (bytes) => {
        for (const alert of alertsOf(readTelegram(bytes, ALL)))
          expect(decodePayload(encodePayload(alert))).toEqual(alert);
      },
    ),
    { numRuns: 1_000 },
  );
});
