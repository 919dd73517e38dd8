/** Characters of names that are written in several forms: one person is 髙橋 in one register and 高橋 in the next. */

/** Each line: the form that is compared, then the others. */
const FORMS = `
高髙 崎﨑碕嵜 辺邉邊 斎斉齋齊齎 浜濱濵 沢澤 広廣 国國 真眞 徳德 恵惠 桑桒 吉𠮷 柳栁 黒黑 瀬瀨 寿壽 栄榮 島嶋嶌 竜龍 渡渡 塚塚 橋槗𣘺
富冨 関關関 桜櫻 滝瀧 鉄鐵 蔵藏 実實 円圓 万萬 与與 亀龜 仏佛 仮假 伝傳 児兒 党黨 写寫 剣劍劔 勲勳 単單 厳嚴 参參 双雙 収收 叙敍 台臺 号號 呉吳 営營 団團
囲圍 図圖 圧壓 堀堀 塩鹽 壮壯 声聲 売賣 変變 奥奧 学學 宝寶寳 宮宮 寛寬 対對 専專 将將 尭堯 届屆 岳嶽 峰峯 峡峽 巌巖 巣巢 帯帶 広廣 庁廳 弁辨辯 弐貳 弥彌 弾彈 当當 径徑 従從
徴徵 応應 恋戀 悦悅 戦戰 戸戶 払拂 抜拔 択擇 拡擴 挙擧 挿插 捜搜 揺搖 摂攝 数數 断斷 昼晝 晩晚 晃晄 暁曉 曽曾 会會 条條 来來 枢樞 栃杤 楼樓 楽樂 様樣 槙槇 権權 横橫 檜桧
欧歐 歩步 歳歲 歴歷 毎每 気氣 浄淨 渉涉 渓溪 温溫 湾灣 満滿 濃濃 灯燈 炉爐 点點 為爲 焼燒 犠犧 状狀 独獨 猪豬 献獻 瑶瑤 瓶甁 画畫 畳疊 発發 県縣 砕碎 礼禮 祐祐 祖祖 祝祝 神神 祥祥 禎禎
福福 秋穐 秘祕 称稱 穂穗 穣穰 窓窗 粋粹 経經 絵繪 続續 総總 緑綠 緒緖 縁緣 縄繩 繁繁 翠翠 聡聰 脳腦 臓臟 船舩 芦蘆 芸藝 茎莖 荘莊 薫薰 薬藥 蘭蘭 虎乕 処處 虫蟲 蛍螢 衛衞 装裝 覚覺 覧覽 観觀
触觸 訳譯 証證 読讀 謡謠 譲讓 豊豐 賢贒 賛贊 頼賴 践踐 転轉 軽輕 辻辻 逸逸 郎郞 郷鄕 都都 醸釀 釈釋 銭錢 鋳鑄 録錄 鎮鎭 隆隆 陥陷 険險 随隨 隠隱 隣鄰 雑雜 霊靈 静靜 頼頼 顕顯 館舘 駅驛 駆驅 騒騷 験驗 髪髮 鶏鷄 鶴鶴 麦麥 麹麴 黄黃 黙默 斎齋 歯齒 齢齡 昌昌 朗朗 晴晴 精精 羽羽 諸諸 飯飯 葛葛 祇祇 鴎鷗 莱萊 涛濤 稲稻 薮藪 籠篭 梅楳 鮎鮎
`;

/** Other form → compared form. */
export const KANJI_VARIANTS: ReadonlyMap<string, string> = new Map(
  FORMS.split(/\s+/).flatMap((line) => {
    const [first = '', ...others] = [...line];
    return others.filter((other) => other !== first).map((other): [string, string] => [other, first]);
  }),
);
