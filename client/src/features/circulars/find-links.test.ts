import { expect, test } from "vitest";
import { findLinks } from "./find-links.ts";

const linksIn = (text: string) =>
  findLinks(text).flatMap(({ text: shown, href }) => (href === undefined ? [] : [[shown, href]]));
const addressesIn = (text: string) => linksIn(text).map(([, href]) => href);

test("an address leads where it says, and what Japanese stands around it is no part of it", () => {
  const town = "https://www.example.jp/bousai/?id=3&page=2#hinan";
  for (const text of [
    town,
    `くわしくは${town}`,
    `くわしくは ${town} をご覧ください`,
    `くわしくは${town}をご覧ください`,
    `（${town}）`,
    `「${town}」`,
    `${town}。`,
    `${town}、市役所`,
    `${town}．`,
    `${town}　まで`,
    `一覧：${town}；申込み`,
  ])
    expect(linksIn(text)).toEqual([[town, town]]);
  expect(addressesIn("https://example.jp/。")).toEqual(["https://example.jp/"]);
  expect(addressesIn("http://example.jp.")).toEqual(["http://example.jp"]);
  expect(addressesIn("(https://example.jp/a_(b))")).toEqual(["https://example.jp/a_(b)"]);
  expect(addressesIn("https://a.example.jp/\nhttps://b.example.jp/")).toEqual([
    "https://a.example.jp/",
    "https://b.example.jp/",
  ]);
});

test("no other scheme is ever a link, however it is written", () => {
  for (const text of [
    "javascript:alert(1)",
    "JavaScript://example.jp/%0aalert(1)",
    "javascript:https://example.jp/",
    "data:text/html,<script>alert(1)</script>",
    "ftp://example.jp/a",
    "//example.jp/a",
    "mailto:kaicho@example.jp",
    "kaicho@example.jp",
    "www.example.jp",
    "file:///etc/passwd",
    "intent://example.jp#Intent;end",
    "sms:0762001234",
    "https://",
    "https://bank.example.jp@evil.example/",
    "https://user:secret@evil.example/",
  ])
    for (const href of addressesIn(text)) expect(href).toMatch(/^(https:\/\/example\.jp\/|tel:0)/u);
  expect(addressesIn("https://bank.example.jp@evil.example/")).toEqual([]);
  expect(addressesIn("javascript:alert(1)")).toEqual([]);
  expect(addressesIn('https://example.jp/"onmouseover="alert(1)')).not.toContain("onmouseover");
  // Letters that look like others are seen for what they are.
  expect(addressesIn("https://ехаmple.jp/")).toEqual([]);
});

test("telephone numbers are called as they are written in Japan, also with full-width digits", () => {
  for (const [text, href] of [
    ["076-200-1234", "tel:0762001234"],
    ["０７６－２００－１２３４", "tel:0762001234"],
    ["０７６（２００）１２３４", "tel:0762001234"],
    ["(076)200-1234", "tel:0762001234"],
    ["0120-123-456", "tel:0120123456"],
    ["090ー1234ー5678", "tel:09012345678"],
    ["09012345678", "tel:09012345678"],
    ["03 1234 5678", "tel:0312345678"],
  ] as const) {
    expect(linksIn(text)).toEqual([[text, href]]);
    expect(linksIn(`電話${text}（会長）`)).toEqual([[text, href]]);
    expect(linksIn(`TEL：${text}、FAX`)).toEqual([[text, href]]);
  }
});

test("dates, times, post codes, sums and other numbers are no telephone numbers", () => {
  for (const text of [
    "2027-01-14",
    "令和8年1月14日 09:00-10:30",
    "〒020-0012",
    "〒920-0000",
    "口座 1234567",
    "012-345",
    "1-076-200-1234",
    "076-200-12345",
    "0120-123-4567-8",
    "10,000円",
    "00000000000000",
    "119番",
  ])
    expect(linksIn(text)).toEqual([]);
  expect(addressesIn("https://example.jp/0762001234")).toEqual(["https://example.jp/0762001234"]);
});

test("nothing of the text is lost or changed, and a link that has its line for itself is known", () => {
  const text =
    "連絡先\nhttps://example.jp/\n電話 076-200-1234。\n　０７６－２００－１２３４　\n<b>終</b>";
  const parts = findLinks(text);
  expect(parts.map((part) => part.text).join("")).toBe(text);
  expect(parts.flatMap(({ href, isAlone }) => (href === undefined ? [] : [isAlone]))).toEqual([
    true,
    false,
    true,
  ]);
  expect(findLinks("")).toEqual([]);
  expect(findLinks("https://example.jp/")[0]?.isAlone).toBe(true);
  expect(findLinks("https://example.jp/ まで")[0]?.isAlone).toBe(false);
});
