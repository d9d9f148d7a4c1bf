/**
 * One comparable form for names, kana and marks, so that search finds 髙﨑 by 高崎, and サトウ by さとう.
 *
 * Two texts that a person would call the same name become equal; some that differ do too (やゆよ and ゃゅょ): search may find
 * too much, never too little.
 */

/** Normalises typed text and stored names for search. Law: normalising twice changes nothing. */
export function searchTextOf(text: string): string {
  const plain = text.normalize("NFKC").toLowerCase().replace(DROPPED, "");
  let folded = "";
  for (const character of plain) {
    const hiragana = toHiragana(character);
    folded += SMALL_KANA.get(hiragana) ?? VARIANTS.get(hiragana) ?? hiragana;
  }
  return folded;
}

/** The stored search text of a household: name, kana and mark, each findable by itself. */
export function householdSearchText(household: {
  readonly name: string;
  readonly kana: string;
  readonly mark: string;
}): string {
  return [household.name, household.kana, household.mark].map(searchTextOf).join(" ");
}

/** Tells whether a search text (of {@link householdSearchText}) holds what somebody typed, word by word. */
export function matchesSearch(searchText: string, typed: string): boolean {
  return typed
    .normalize("NFKC")
    .split(/\s+/u)
    .map(searchTextOf)
    .every((word) => searchText.includes(word));
}

/** Spaces, dots between names, long marks and hyphens of all kinds, and variation selectors (葛󠄀) say nothing here. */
const DROPPED = /[\s・･.ー\-‐-―−〜~]|\p{Variation_Selector}/gu;

/** One character of katakana as hiragana; all others as they are. */
export function toHiragana(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code >= 0x30a1 && code <= 0x30f6 ? String.fromCodePoint(code - 0x60) : character;
}

const SMALL_KANA: ReadonlyMap<string, string> = new Map(
  pairs("ぁあ ぃい ぅう ぇえ ぉお っつ ゃや ゅゆ ょよ ゎわ ゕか ゖけ ゐい ゑえ ゔぶ"),
);

/** Variants met in surnames and given names: every later character of a word stands for the first. */
const VARIANTS: ReadonlyMap<string, string> = new Map(
  (
    "高髙 崎﨑嵜碕 吉𠮷 斎斉齊齋 辺邊邉 沢澤 浜濱濵 広廣 国國圀 島嶋嶌 富冨 渕淵渊 " +
    "桜櫻 竜龍 滝瀧 関關 真眞 徳德 恵惠 栄榮 桑桒 曽曾 円圓 学學斈 宝寶 寿壽 " +
    "実實 静靜 黒黑 緑綠 柳栁 槙槇 条條 来來 万萬 豊豐 亀龜 鉄鐵鐡 会會 与與 " +
    "礼禮 祢禰 弥彌 凛凜 遥遙 尭堯 桧檜 薮藪 篭籠 頼賴 瀬瀨 巌巖 厳嚴 穂穗 蔵藏 " +
    "芦蘆 舘館 郎郞 横橫 増增 衛衞 茅茆 峰峯 岳嶽 松枩 野埜 仙僊 塩鹽 荘莊 将將 " +
    "縄繩 渋澁 浅淺 桟棧 団團 伝傳 当當 歳歲 砺礪 稲稻 覚覺 乗乘 勲勳 瑶瑤 晃晄 " +
    "秋穐 船舩 兎兔 鴎鷗 蝋蠟 籐藤 桝枡"
  )
    .split(" ")
    .flatMap((word) => {
      const [first, ...others] = word;
      return others.map((other) => [other, first ?? other] as const);
    }),
);

function pairs(text: string): readonly (readonly [string, string])[] {
  return text.split(" ").map((pair) => {
    const [from, to] = pair;
    return [from ?? "", to ?? ""] as const;
  });
}
