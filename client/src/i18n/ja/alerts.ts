/** Words of the officers' screen about JMA's announcements. */
import { defineMessages } from "../messages.ts";

/** Loaded with the lazy chunk of its screen. */
export const alertsMessages = defineMessages(
  "alerts",
  {
    title: "地震のしらせ",
    intro:
      "町で強い揺れがあると、気象庁の発表で、みなさんの画面に「安否を知らせてください」と出ます。役員が押さなくても始まります。",
    limits:
      "発表のあとに出ます。揺れる前の知らせ（緊急地震速報）ではありません。中継や電波が止まると出ないことがあります。そのときは、いつものように「安否確認をはじめる」を押してください。",
    now: "いまの設定",
    off: "気象庁の発表では始まりません",
    on: "{{city}}で震度{{threshold}}以上のとき、始まります",
    since: "{{at}}から",
    source: "しらせる中継：{{name}}",
    notCertified: "この中継の証明はおわっています。べつの中継をえらんでください",
    stop: "発表では始めない",
    stopTitle: "気象庁の発表で始めるのを、やめますか",
    stopWhat:
      "これからの地震では、役員が「安否確認をはじめる」を押すか、住民が「揺れました」を押します。",
    stopOpen: "もう始まっている安否確認は、そのままです。",
    cancel: "やめない",
    change: "設定をかえる",
    relay: "どの中継のしらせを使いますか",
    relayHint: "気象庁の発表を受けとるように、中継の人が設定しておきます",
    ownRelay: "このアプリの中継",
    noRelay:
      "この端末は、まだ中継につながったことがありません。電波のあるところで、もう一度ひらいてください。",
    fingerprint: "中継の指紋",
    compare:
      "この指紋を、中継の人に電話などで読んでもらって、くらべてください。中継の記録（ログ）の fingerprint と同じなら、本物です。",
    compared: "同じだとたしかめました",
    prefecture: "都道府県",
    city: "市区町村",
    choose: "えらんでください",
    threshold: "この震度から始める",
    thresholdHint: "これより弱い地震は、知らせるだけです",
    noArea:
      "この市区町村は、はじめの速報（1〜2分後）では始まりません。市区町村の震度が出てから（5分ほどあと）始まります。",
    save: "この設定で始める",
    saved: "保存しました。みなさんの端末には、次につながったときに伝わります。",
    licence: "市区町村の名前と番号：気象庁",
  },
  () => import("../en/alerts.ts").then(({ en }) => en),
);
