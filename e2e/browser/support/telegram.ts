/** Telegrams as JMA writes them, for earthquakes of these tests. */

/** What a telegram is about. */
export interface TelegramParts {
  /** When it shook. */
  readonly shakenAtMs: number;
  /** 震度 in 金沢市, as JMA writes it. */
  readonly intensity: string;
  readonly status?: "通常" | "訓練" | "試験";
  readonly infoType?: "発表" | "取消";
  readonly issuedAtMs?: number;
}

/** 震源・震度に関する情報 about one municipality. */
export function telegramOf(parts: TelegramParts): string {
  const { shakenAtMs, intensity, status = "通常", infoType = "発表" } = parts;
  const issued = new Date(parts.issuedAtMs ?? shakenAtMs + 120_000);
  const [shownAt, shakenAt] = [inJapan(issued.getTime()), inJapan(shakenAtMs)];
  const body = infoType === "取消" ? CALLED_OFF : OBSERVED.replaceAll("{震度}", intensity);
  return `<?xml version="1.0" encoding="UTF-8"?>
<Report xmlns="http://xml.kishou.go.jp/jmaxml1/" xmlns:jmx="http://xml.kishou.go.jp/jmaxml1/">
<Control><Title>震源・震度に関する情報</Title><DateTime>${issued.toISOString()}</DateTime><Status>${status}</Status>
<EditorialOffice>気象庁本庁</EditorialOffice><PublishingOffice>気象庁</PublishingOffice></Control>
<Head xmlns="http://xml.kishou.go.jp/jmaxml1/informationBasis1/"><Title>震源・震度情報</Title>
<ReportDateTime>${shownAt}</ReportDateTime><TargetDateTime>${shakenAt}</TargetDateTime>
<EventID>${shakenAt.replace(/\D/g, "").slice(0, 14)}</EventID><InfoType>${infoType}</InfoType><Serial>1</Serial>
<InfoKind>地震情報</InfoKind><InfoKindVersion>1.0_1</InfoKindVersion><Headline><Text>強い揺れを感じました。</Text></Headline></Head>
<Body xmlns="http://xml.kishou.go.jp/jmaxml1/body/seismology1/">${body}</Body></Report>`;
}

const CALLED_OFF = "<Text>先ほどの、震源・震度情報を取り消します。</Text>";
const OBSERVED = `<Intensity><Observation><MaxInt>{震度}</MaxInt><Pref><Name>石川県</Name><Code>17</Code><MaxInt>{震度}</MaxInt>
<Area><Name>石川県加賀</Name><Code>391</Code><MaxInt>{震度}</MaxInt>
<City><Name>金沢市</Name><Code>1720100</Code><MaxInt>{震度}</MaxInt></City></Area></Pref></Observation></Intensity>`;

function inJapan(atMs: number): string {
  return `${new Date(atMs + 9 * 3_600_000).toISOString().slice(0, 19)}+09:00`;
}
