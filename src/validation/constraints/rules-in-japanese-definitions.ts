/** What the rules of R4's conformance and knowledge resources say in Japanese. */
const NAME = 'name は、プログラムの中で名前として使える書き方（英大文字で始まる英数字と _）にするのが望まれます';
const SETUP_IN_TST = '準備の動作は、operation か assert のどちらか一方だけで書きます';
const TEST_IN_TST = '試験の動作は、operation か assert のどちらか一方だけで書きます';
const ONE_TARGET = 'operation には、sourceId、targetId、params、url のどれかが必要です';
const ONE_ASSERTION = '一つの assert に書ける確認は一つだけです';
const COMPARISON =
  'compareToSourceId には、compareToSourceExpression か compareToSourcePath のどちらかを添えます（どちらもなければ compareToSourceId も書けません）';
const REQUEST = '向き（direction）が request のときは、response と responseCode を書けません';
const INSTANCE = 'kind が instance なら、implementation が必要です（software も書けます）';
const CAPABILITY = 'kind が capability なら、implementation は書けず、software が必要です';
const REQUIREMENTS = 'kind が requirements なら、implementation と software は書けません';
const DESCRIBED = 'description、software、implementation のどれかが必要です';

/** Types whose rule `…-0` is about their `name`. */
const NAMED =
  'adf cpb cid csd cpd cmd ees evd evi evv esc gdf ig lib mea msd nsd opd pdf que rsd red rvs spd sdf smp tcp tst vsd inv';

export const DEFINITION_RULES: Readonly<Record<string, string>> = {
  ...Object.fromEntries(NAMED.split(' ').map((prefix) => [`${prefix}-0`, NAME])),
  'cpb-1': 'rest、messaging、document のどれかが必要です',
  'cpb-2': DESCRIBED,
  'cpb-3': 'messaging.endpoint は、kind が instance のときに必要で、ほかでは書けません',
  'cpb-7': 'document は、profile と mode の組が重なってはなりません',
  'cpb-9': '一つの rest に、同じ型の resource は一度だけ書けます',
  'cpb-12': '一つの resource に、同じ名前の検索パラメータは一度だけ書けます',
  'cpb-14': INSTANCE,
  'cpb-15': CAPABILITY,
  'cpb-16': REQUIREMENTS,
  'csd-1': 'コード体系の中で、コードは重なってはなりません',
  'cmd-1': '対応が narrower か inexact なら、comment が必要です',
  'cmd-2': "mode が 'fixed' なら、code が必要です",
  'cmd-3': "mode が 'other-map' なら、url が必要です",
  'evv-1':
    '特性には、definitionReference、definitionCanonical、definitionCodeableConcept などの定義のうち一つだけを書けます',
  'ig-1': 'groupingId は、この ImplementationGuide にある grouping を指さなければなりません',
  'ig-2': 'resource の fhirVersion は、この ImplementationGuide の fhirVersion のどれかでなければなりません',
  'mea-1': '層（stratifier）は、一つの基準か、基準の組のどちらか一方で書きます',
  'md-1': 'max は正の整数か「*」でなければなりません',
  'nsd-1': 'kind が root なら、uniqueId に uuid は使えません',
  'nsd-2': '同じ型の uniqueId のうち、preferred は一つだけです',
  'opd-1': 'parameter には type か part が必要です',
  'opd-2': 'searchType は、型が string の parameter にだけ書けます',
  'opd-3': 'targetProfile は、型が Reference か canonical の parameter にだけ書けます',
  'spd-1': 'xpath を書くときは xpathUsage が必要です',
  'spd-2': "chain は、type が 'reference' の検索パラメータにだけ書けます",
  'sdf-1': '制約（constraint）でない限り、要素の path は重なってはなりません',
  'sdf-2': 'mapping には name か uri が必要です',
  'sdf-3': 'snapshot の要素には、definition、min、max が必要です',
  'sdf-4': 'abstract でないなら、baseDefinition が必要です',
  'sdf-5': '拡張を定義するときは、使える場所（context）が必要です',
  'sdf-6': 'differential か snapshot が必要です',
  'sdf-8': 'snapshot の要素の path は、type（論理モデルでは型の名）で始まらなければなりません',
  'sdf-8a': 'differential の要素の path は、type（論理モデルでは型の名）で始まらなければなりません',
  'sdf-8b': 'snapshot の要素には base が必要です',
  'sdf-9': '最初の要素（path に「.」がない）に label、code、requirements は書けません',
  'sdf-10': 'binding には valueSet か description が必要です',
  'sdf-11': 'type は、snapshot の最初の要素の path と同じでなければなりません',
  'sdf-14': '要素の定義には id が必要です',
  'sdf-15': '論理モデルでない限り、snapshot の最初の要素に type は書けません',
  'sdf-15a': '論理モデルでない限り、differential の最初の要素（path に「.」がない）に type は書けません',
  'sdf-16': 'snapshot の要素の id は重なってはなりません',
  'sdf-17': 'differential の要素の id は重なってはなりません',
  'sdf-18': 'contextInvariant は、拡張の定義にだけ書けます',
  'sdf-19': 'FHIR 自身の定義では、FHIR が定めた型だけを使えます',
  'sdf-20': '最初の要素に slicing は書けません',
  'sdf-21': 'defaultValue は、specialization の定義にだけ書けます',
  'sdf-22': 'FHIR 自身の定義に defaultValue は書けません',
  'sdf-23': '最初の要素に sliceName は書けません',
  'smp-1': 'element は、context があるときだけ書けます',
  'smp-2': 'context を書くときは contextType が必要です',
  'sst-1': 'イベントの通知には、notificationEvent が必要です',
  'tcp-1': '版が二つ以上あるときは、版のコード（version.code）が必要です',
  'tcp-2': DESCRIBED,
  'tcp-3': INSTANCE,
  'tcp-4': CAPABILITY,
  'tcp-5': REQUIREMENTS,
  'tst-1': SETUP_IN_TST,
  'tst-2': TEST_IN_TST,
  'tst-3': '変数には、expression、headerField、path のどれか一つだけを書けます',
  'tst-4': 'capability には required か validated（または両方）が必要です',
  'tst-5': ONE_ASSERTION,
  'tst-6': ONE_ASSERTION,
  'tst-7': ONE_TARGET,
  'tst-8': ONE_TARGET,
  'tst-9': ONE_TARGET,
  'tst-10': COMPARISON,
  'tst-11': COMPARISON,
  'tst-12': REQUEST,
  'tst-13': REQUEST,
  'inv-1 TestScript': SETUP_IN_TST,
  'vsd-1': 'include と exclude には、valueSet か system が必要です',
  'vsd-2': 'concept か filter を書くときは、system が必要です',
  'vsd-3': 'concept と filter は両方書けません',
  'vsd-6': 'contains には code か display が必要です',
  'vsd-9': 'abstract でないなら code が必要です',
  'vsd-10': 'code を書くときは system が必要です',
};
