/** One synthetic message of each kind that the mapping knows: what stands below `examples/ssmix2` is made of these. */

/** `PV1` with its fields by number; the empty ones between them are left empty. */
export const segment = (name: string, fields: Readonly<Record<number, string>>): string =>
  `${name}|${Array.from({ length: Math.max(0, ...Object.keys(fields).map(Number)) }, (_, at) => fields[at + 1] ?? '').join('|')}`;

export const header = (type: string, time: string, version = '2.5'): string =>
  `MSH|^~\\&|HIS|KOKORO|GW|RCV|${time}||${type}|${time.slice(0, 14)}0001|P|${version}||||||~ISO IR87||ISO 2022-1994|SS-MIX2_1.20^SS-MIX2^1.2.392.200250.2.1.100.1.2.120^ISO`;

export const PERSON = 'PID|0001||0000123^^^^PI||佐藤^健一^^^^^L^I~サトウ^ケンイチ^^^^^L^P||19710615|M';
export const DOCTOR = 'D0007^高橋^由美^^^^^^^L^^^^^I';
const NURSE = 'N0012^中村^恵^^^^^^^L^^^^^I';
const ADMITTED = '202310161430';

const event = (time: string, happened = '') => segment('EVN', { 2: time, 5: '', 6: happened, 7: 'KOKORO001' });
const ward = (fields: Record<number, string> = {}) =>
  segment('PV1', { 1: '0001', 2: 'I', 3: '30^302^1^^^N', 7: DOCTOR, 10: '30', 44: ADMITTED, ...fields });
const clinic = segment('PV1', { 1: '0001', 2: 'O', 3: '01^^^^^C', 7: DOCTOR, 10: '30' });

const stay = (type: string, time: string, fields: Record<number, string> = {}, happened = time): string[] => [
  header(`ADT^${type}^ADT_${type}`, `${time}00.0000`),
  event(time, happened),
  PERSON,
  ward(fields),
];

const order = (number: string, group: string, control = 'NW') =>
  segment('ORC', {
    1: control,
    2: number,
    4: group,
    9: '20260910103045',
    10: NURSE,
    12: DOCTOR,
    16: 'REG^定期^99KOKORO',
    17: '30^精神科^99KOKORO',
    18: 'PC32^^99KOKORO',
    21: 'A市民こころの病院',
    22: '^^^^100-0000^JPN^^東京都A市本町9丁目9番',
    23: '^^^^^^^^^^^000-0000-0900',
    29: 'I^入院患者オーダ^HL70482',
  });

interface MessageExample {
  /** Day, kind of file, order number and department of the file name. */
  readonly file: readonly [day: string, type: string, number: string, department: string];
  /** What tells two of the same type apart. */
  readonly name?: string;
  readonly segments: readonly string[];
}

const NO_ORDER = '999999999999999';

/** Time of issue → the message. */
export const MESSAGE_EXAMPLES: Readonly<Record<string, MessageExample>> = {
  '20231001090000000': {
    file: ['20231001', 'ADT-12', NO_ORDER, '30'],
    segments: [
      header('ADT^A04^ADT_A01', '20231001090000.0000'),
      event('202310010900'),
      PERSON,
      segment('PV1', { 1: '0001', 2: 'O', 3: '01^^^^^C', 7: DOCTOR, 10: '30', 44: '202310010900' }),
    ],
  },
  '20231010110000000': {
    file: ['20231016', 'ADT-21', NO_ORDER, '30'],
    segments: [
      ...stay('A14', '202310101100', { 44: '' }),
      segment('PV2', { 3: 'REST^休息入院^99KOKORO', 8: '20231016', 9: '20231215' }),
    ],
  },
  '20231012110000000': {
    file: ['20231016', 'ADT-21', NO_ORDER, '30'],
    name: 'ADT-21-cancelled',
    segments: [...stay('A27', '202310121100', { 44: '' }), segment('PV2', { 8: '20231016' })],
  },
  '20231016170000000': {
    file: ['20231016', 'ADT-22', NO_ORDER, '30'],
    name: 'ADT-22-cancelled',
    segments: stay('A11', '202310161700'),
  },
  '20260501093000000': { file: ['20260501', 'ADT-01', NO_ORDER, '30'], segments: stay('A54', '202605010930') },
  '20260501103000000': {
    file: ['20260501', 'ADT-01', NO_ORDER, '30'],
    name: 'ADT-01-cancelled',
    segments: stay('A55', '202605011030'),
  },
  '20260905083000000': {
    file: ['20260905', 'ADT-31', NO_ORDER, '30'],
    segments: [...stay('A21', '202609050830'), segment('PV2', { 47: '202609061700' })],
  },
  '20260905093000000': {
    file: ['20260905', 'ADT-31', NO_ORDER, '30'],
    name: 'ADT-31-cancelled',
    segments: stay('A52', '202609050930'),
  },
  '20260906170000000': { file: ['20260906', 'ADT-32', NO_ORDER, '30'], segments: stay('A22', '202609061700') },
  '20260906180000000': {
    file: ['20260906', 'ADT-32', NO_ORDER, '30'],
    name: 'ADT-32-cancelled',
    segments: stay('A53', '202609061800'),
  },
  '20260910090000000': {
    file: ['20260915', 'ADT-41', NO_ORDER, '30'],
    segments: [
      ...stay('A15', '202609100900', { 3: '40^401^2^^^N', 6: '30^302^1^^^N' }),
      segment('PV2', { 8: '202609151000' }),
    ],
  },
  '20260911090000000': {
    file: ['20260915', 'ADT-41', NO_ORDER, '30'],
    name: 'ADT-41-cancelled',
    segments: stay('A26', '202609110900'),
  },
  '20260915100000000': {
    file: ['20260915', 'ADT-42', NO_ORDER, '40'],
    segments: stay('A02', '202609151000', { 3: '40^401^2^^^N', 6: '30^302^1^^^N', 8: 'D0021^渡辺^真^^^^^^^L^^^^^I' }),
  },
  '20260915110000000': {
    file: ['20260915', 'ADT-42', NO_ORDER, '30'],
    name: 'ADT-42-cancelled',
    segments: stay('A12', '202609151100'),
  },
  '20261020090000000': {
    file: ['20261031', 'ADT-51', NO_ORDER, '30'],
    segments: [...stay('A16', '202610200900'), segment('PV2', { 9: '20261031' })],
  },
  '20261021090000000': {
    file: ['20261031', 'ADT-51', NO_ORDER, '30'],
    name: 'ADT-51-cancelled',
    segments: stay('A25', '202610210900'),
  },
  '20261031120000000': {
    file: ['20261031', 'ADT-52', NO_ORDER, '30'],
    name: 'ADT-52-cancelled',
    segments: stay('A13', '202610311200'),
  },
  '20260402100000000': {
    file: ['-', 'ADT-61', NO_ORDER, '-'],
    segments: [
      header('ADT^A60^ADT_A60', '20260402100000.0000'),
      event('202604021000'),
      PERSON,
      'IAM|1|DA^薬剤アレルギー^HL70127|106824501^アリナミン^HOT9|MO^中等度^HL70128|のどの渇き~動悸|A^追加^HL70323|AL0001|問診による|AL^アレルギー^HL70436||20070710||20260401|佐藤洋子|SIB^姉^HL70063||C^確認済^HL70438|D0007^高橋^由美^^^^^^^L^^^^^I|A市民こころの病院|20260401',
      'IAM|2|FA^食物アレルギー^HL70127|5A1002411023006^ソバ^JC10|SV^重度^HL70128||A^追加^HL70323||||||小学校低学年の頃',
      'IAM|3|LA^花粉アレルギー^HL70127|^スギ|||D^削除^HL70323|||||199601|子どもの頃',
    ],
  },
  '20260403100000000': {
    file: ['-', 'PPR-01', '000000000000881', '30'],
    segments: [
      header('PPR^ZD1^PPR_ZD1', '20260403100000.0000'),
      PERSON,
      'PRB|AD|20260403100000|20065443^統合失調症^MDCDX2^F209^統合失調症^I10|000000000000881|3301||20231016|||1^主病名^99KOKORO||||R^軽快^HL70241|20261031|19951001|20歳頃から|1',
      'ZPR|8002^の疑い^MDCDX2|20065443^統合失調症^MDCDX2|8065^再発^MDCDX2|8002|F21V|8065|外来で経過をみる',
      'PRB|AD|20260403100000|20054321^不眠症^MDCDX2^G470^不眠症^I10|000000000000882|||20240110||20240301',
      'PRB|UP|20260403100000|20061234^急性胃炎^MDCDX2^K291^急性胃炎^I10|000000000000884|||20250110||||||P^疑い^99KOKORO|F^治癒^HL70241|20250201',
      'PRB|DE|20260403100000|20099999^誤登録^MDCDX2|000000000000883|||20240110',
    ],
  },
  '20260910103045000': {
    file: ['20260910', 'OMP-01', '000000011000185', '30'],
    segments: [
      header('RDE^O11^RDE_O11', '20260910103045.0000'),
      PERSON,
      clinic,
      order('000000011000185', '1'),
      segment('RXE', {
        2: '112345601^リスペリドン錠１ｍｇ^HOT9',
        3: '1',
        5: 'TAB^錠^MR9P',
        7: 'BYMOUTH^一包化^99KOKORO',
        10: '42',
        11: 'TAB^錠^MR9P',
        12: '0',
        15: '2026091012345',
        19: '3^TAB&錠&MR9P',
        21: 'OHP^外来処方^MR9P~OHI^院内処方^MR9P',
        27: '食後に飲む',
      }),
      'TQ1|1||1013044400000000&内服・経口・１日３回朝昼夕食後&JAMISDP01|||14^d|2026091012|202609240000|R^ルーチン^HL70485||眠気に注意',
      'RXR|PO^口^HL70162',
      'NTE|1|P|前回と同じ',
      order('000000011000185', '2'),
      segment('RXE', {
        2: '612345601^頓服薬^HOT9',
        3: '1',
        5: 'TAB^錠^MR9P',
        10: '10',
        11: 'TAB^錠^MR9P',
        32: '20260910103045',
      }),
      'TQ1|1||1050110020000000&内服・経口・疼痛時&JAMISDP01|||10^回分|2026091012',
      'RXR|PO^口^HL70162',
    ],
  },
  '20260911093000000': {
    file: ['20260911', 'OMP-02', '000000011000190', '30'],
    segments: [
      header('RDE^O11^RDE_O11', '20260911093000.0000'),
      PERSON,
      ward(),
      order('000000011000190', '000000011000190_01'),
      segment('RXE', { 2: '00^点滴^JHSI0002', 3: '500', 5: 'ML^ミリリットル^MR9P', 23: '100', 24: 'ml/hr' }),
      'TQ1|1||||||202609111000|202609111500|A^早く^HL70485',
      'RXR|IV^静脈内^HL70162|LA^左腕^HL70163|IVP^点滴ポンプ^HL70164|DR^点滴^HL70165',
      'RXC|B|620007329^維持輸液５００ｍＬ^HOT9|1|HON^本^MR9P',
      'RXC|A|620002559^ビタミン剤注^HOT9|2|AMP^アンプル^MR9P',
    ],
  },
  '20260911183000000': {
    file: ['20260911', 'OMP-11', '000000011000185', '30'],
    segments: [
      header('RAS^O17^RAS_O17', '20260911183000.0000'),
      PERSON,
      ward(),
      order('000000011000185', '1'),
      segment('RXA', {
        1: '0',
        2: '1',
        3: '202609111830',
        4: '202609111830',
        5: '112345601^リスペリドン錠１ｍｇ^HOT9',
        6: '1',
        7: 'TAB^錠^MR9P',
        8: 'TAB^錠剤^MR9P',
        10: NURSE,
        11: '30^302^1^^^N',
        20: 'CP',
        22: '20260911183100',
      }),
      'RXR|PO^口^HL70162',
      order('000000011000185', '2'),
      segment('RXA', {
        1: '0',
        2: '1',
        3: '202609112100',
        4: '202609112100',
        5: '612345601^頓服薬^HOT9',
        6: '1',
        7: 'TAB^錠^MR9P',
        18: 'SLEEP^入眠のため^99KOKORO',
        20: 'NA',
      }),
      'RXR|PO^口^HL70162',
    ],
  },
  '20260911153000000': {
    file: ['20260911', 'OMP-12', '000000011000190', '30'],
    segments: [
      header('RAS^O17^RAS_O17', '20260911153000.0000'),
      PERSON,
      ward(),
      order('000000011000190', '000000011000190_01'),
      segment('RXA', {
        1: '0',
        2: '1',
        3: '202609111000',
        4: '202609111500',
        5: '620007329^維持輸液５００ｍＬ^HOT9',
        6: '500',
        7: 'ML^ミリリットル^MR9P',
        9: '^左手に実施^99KOKORO',
        10: NURSE,
        12: '100ml/hr',
        15: 'LOT001',
        20: 'CP',
        21: 'A',
      }),
      'RXR|IV^静脈内^HL70162|LA^左腕^HL70163||DR^点滴^HL70165',
      'RXC|A|620002559^ビタミン剤注^HOT9|2|AMP^アンプル^MR9P',
    ],
  },
  '20260912103000000': {
    file: ['20260912', 'OML-01', '000000011000354', '30'],
    segments: [
      header('OML^O33^OML_O33', '20260912103000.0000'),
      PERSON,
      ward(),
      segment('SPM', {
        1: '1',
        2: '000000001219001',
        4: '023^血清^JC10^01^血清^99KOKORO',
        8: 'LA^左腕^HL70163',
        12: '5^ml',
        14: '空腹時',
        17: '202609120700',
        18: '202609120730',
      }),
      order('000000011000354', '1'),
      'TQ1|1||||||202609120700||S^至急^HL70485',
      'OBR|1|000000011000354||E002^生化学的検査^99KOKORO|||20260912||||||空腹|||D0007^高橋^由美^^^^^^^L^^^^^I|||||||||||||000000011000300||CHECK^定期検査^99KOKORO',
      'OBX|1||3A010000002327101^総蛋白^JC10^10222^ＴＰ^99KOKORO||||||||O',
      'OBX|2||3B035000002327201^AST(GOT)^JC10||||||||O',
      'SPM|2|||022^血漿^JC10|||||||||||||202609120700',
      order('000000011000354', '2'),
      'OBR|1|000000011000354||E001^血液学的検査^99KOKORO',
      'OBX|1||2B0300000022311^ＰＴ^JC10||||||||O',
    ],
  },
  '20260913103000000': {
    file: ['20260912', 'OML-11', '000000011000354', '30'],
    segments: [
      header('OUL^R22^OUL_R22', '20260913103000.0000'),
      PERSON,
      ward(),
      'SPM|1|000000001219001||023^血清^JC10|||||||||||||202609120700^202609120705',
      'OBR|1|000000011000354|000000001219001|E002^生化学的検査^99KOKORO|||202609120700|202609120705||||||||D0007^高橋^由美^^^^^^^L^^^^^I||||||20260913103000|||F',
      order('000000011000354', '', 'SC').replace('|||||20260910', '|CM||||20260910'),
      'OBX|1|NM|3A016000002327102^A/G比^JC10||1.7||1.2-2.0|N|||F|||202609120700||N0012^中村^恵^^^^^^^L^^^^^I|BCG^比色法^99KOKORO',
      'OBX|2|NM|3A010000002327101^総蛋白^JC10||7.2|g/dl^g/dl^99KOKORO|6.70-8.3|H^高^HL70078|||F|||202609120700',
      'NTE|1|L|再検済み',
      'OBX|3|SN|3F015000002327101^Na^JC10||<^100|mEq/l|||||F|||202609120700',
      'OBX|4|CWE|5H010000009199911^血液型-ABO式^JC10||A^A^JSHR002||||||F|||202609120700',
      'OBX|5|ST|1A030000000190101^尿蛋白^JC10||(-)||||||P|||202609120700',
      'OBX|6|TM|9Z001^採血の時刻^99KOKORO||0701||||||F',
      'OBX|7|TS|9Z002^採血の日時^99KOKORO||202609120701||||||F',
      'OBX|8|NM|8867-4^heart rate^LN||72|/min|||||F|||20260912070100',
      'OBX|9|NM|8867-4^heart rate^LN||速い||||||F',
    ],
  },
  '20260914093000000': {
    file: ['20260914', 'OMG-03', '000000011000401', '30'],
    segments: [
      header('OMG^O19^OMG_O19', '20260914093000.0000'),
      PERSON,
      ward(),
      order('000000011000401', ''),
      'OBR|1|000000011000401||9A110^標準１２誘導心電図^JC10',
      'OBX|1|TX|9A100^心電図所見^JC10||動悸の訴え~内服中||||||F',
    ],
  },
  '20260914153000000': {
    file: ['20260914', 'OMG-11', '000000011000402', '30'],
    segments: [
      header('OMI^Z23^OMI_Z23', '20260914153000.0000'),
      PERSON,
      ward(),
      segment('ORC', { 1: 'CH', 2: '000000011000402', 8: '000000011000400', 9: '20260914150000', 12: DOCTOR }),
      'OBR||000000011000402||99A000000000000^頭部単純CT^JJ1017|||20260914',
    ],
  },
  '20260914163000000': {
    file: ['20260914', 'OMG-13', '000000011000401', '30'],
    segments: [
      header('ORU^R01^ORU_R01', '20260914163000.0000'),
      PERSON,
      ward(),
      'OBR|1|000000011000401||9A110^標準１２誘導心電図^JC10|||20260914',
      'OBX|1|TX|9A100^心電図所見^JC10|1|正常||||||F',
      'OBX|2|NM|32769^心拍数^99MFR|2|67|bpm|||||F',
    ],
  },
  '20260901070000000': {
    file: ['20260901', 'OMD', '000000011000120', '30'],
    segments: [
      header('OMD^O03^OMD_O03', '20260901070000.0000'),
      PERSON,
      ward(),
      order('000000011000120', ''),
      'TQ1|1||TID&１日３回&HL70335||||2026090107||R^ルーチン^HL70485',
      'ODS|D||001^常食^99KOKORO|塩分控えめ',
    ],
  },
};

const V2 = (type: string): string =>
  `MSH|^~\\&|HIS|KOKORO|GW|RCV|20260402090000||ADT^${type}|1|P|2.5||||||UNICODE UTF-8`;
const WHOLE = segment('PID', {
  1: '1',
  2: '0000123',
  3: '0000123^^^^MR~999^^^^SS',
  5: '佐藤^健一^^^^^L^I',
  7: '19710615',
  8: 'M',
  11: '本町1-2-3^^A市^東京都^100-0000^JPN^H',
  13: '000-0000-0123^PRN^PH^sato@example.jp',
  14: '000-0000-0199^WPN^FX',
  15: 'ja^日本語^ISO639',
  16: 'M^既婚^HL70002',
  24: 'N',
  30: 'N',
});
const FAMILY = segment('NK1', {
  1: '1',
  2: '佐藤^洋子^^^^^L^I',
  3: 'SIS^姉^HL70063',
  4: '若葉町4-5^^A市^東京都',
  5: '000-0000-0124^PRN^PH',
  6: '000-0000-0125^WPN^PH',
  8: '20200401',
  9: '20301231',
  13: '若葉商店',
  15: 'F',
  16: '19690101',
});
const DIAGNOSIS = 'DG1|1||F209^統合失調症^I10|統合失調症|202604020900|A||||||||||D0007^高橋^由美||||DG0001';
const INSURANCE =
  'IN1|1|67^国民健康保険退職者^JHSD0001|67999991|A国民健康保険||||||記号12|番号345|20230401|20270331||C0^医保^JHSD0002|佐藤健一|SEL^本人^HL70063';

/** Kind → a message of plain HL7 v2 in UTF-8, with fields that SS-MIX2 does not use. */
export const V2_EXAMPLES: Readonly<Record<string, readonly string[]>> = {
  'v2-A08': [
    V2('A08'),
    'EVN|A08|20260402090000||R01|D0007^高橋^由美',
    WHOLE,
    'DB1|1|PT||Y',
    FAMILY,
    'PV1|1|O',
    'OBX|1|NM|9N006000000000001^体重^JC10||63.5|kg^kg^ISO+|||||F|||20260402',
    'AL1|1|DA^薬剤アレルギー^HL70127|1^ペニシリン^99KOKORO|MI^軽度^HL70128|発疹|20100101',
    DIAGNOSIS,
    INSURANCE,
  ],
  'v2-A28': [V2('A28'), 'EVN|A28|20260402', WHOLE, INSURANCE],
  'v2-A31': [
    V2('A31'),
    'EVN|A31|20260402',
    segment('PID', { 3: '0000123', 5: '佐藤^健一', 11: '""', 29: '20260401', 30: 'Y' }),
  ],
  'v2-A23': [V2('A23'), 'EVN|A23|20260402', PERSON],
  'v2-A29': [V2('A29'), 'EVN|A29|20260402', PERSON],
  'v2-A40': [V2('A40'), 'EVN|A40|20260402', PERSON, segment('MRG', { 1: '0000999^^^^PI', 7: '佐藤^ケンイチ^^^^^L^I' })],
  'v2-A05': [V2('A05'), 'EVN|A05|20260402|20260420', PERSON, 'PV1|1|P', segment('PV2', { 8: '20260420' })],
  'v2-A38': [V2('A38'), 'EVN|A38|20260402', PERSON, 'PV1|1|P', segment('PV2', { 8: '20260420' })],
  'v2-A06': [
    V2('A06'),
    'EVN|A06|20260402',
    PERSON,
    ward({ 9: 'D0031^小林^誠', 14: '7^救急^HL70023', 17: DOCTOR, 19: 'V20260402' }),
  ],
  'v2-A07': [V2('A07'), 'EVN|A07|20260402', PERSON, ward({ 2: 'O', 19: 'V20260402' })],
  'v2-A03': [
    V2('A03'),
    'EVN|A03|20260402',
    PERSON,
    ward({ 19: 'V20260402', 36: '01^治癒^99KOKORO', 37: '自宅', 45: '20260402' }),
  ],
};
