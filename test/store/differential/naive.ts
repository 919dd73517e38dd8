/**
 * R4's search semantics once more, as plainly as they can be said: every record is looked at by itself, values are taken
 * from where the specification's table of a type says, and nothing is indexed. What is hidden is not in `world`.
 */
import { MEMBERS, WHOLES } from './codes.ts';
import { UCUM } from './population.ts';

export type Json = any;

export interface World {
  /** What the caller may see, by `Type/id`. */
  readonly visible: ReadonlyMap<string, Json>;
  /** Whether the caller holds a record itself: then nothing in it is masked. */
  isOwn(record: Json): boolean;
}

type Kind = 'special' | 'token' | 'string' | 'date' | 'quantity' | 'number' | 'reference' | 'uri' | 'composite';
interface Parameter {
  readonly kind: Kind;
  readonly at: (record: Json) => Json[];
  readonly targets?: readonly string[];
  readonly parts?: readonly { kind: Kind; at: (place: Json) => Json[] }[];
}

const list = (value: Json): Json[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]);
const at =
  (...path: string[]) =>
  (record: Json): Json[] =>
    path.reduce<Json[]>((found, name) => found.flatMap((value) => list(value[name])), [record]);
const token = (...path: string[]): Parameter => ({ kind: 'token', at: at(...path) });
/** A plain code, whose system its element implies. */
const code = (implied: string, ...path: string[]): Parameter => ({
  kind: 'token',
  at: (record) => at(...path)(record).map((one) => ({ code: String(one), implied })),
});
const text = (...path: string[]): Parameter => ({ kind: 'string', at: at(...path) });
const date = (...path: string[]): Parameter => ({ kind: 'date', at: at(...path) });
const amount = (...path: string[]): Parameter => ({ kind: 'quantity', at: at(...path) });
const uri = (...path: string[]): Parameter => ({ kind: 'uri', at: at(...path) });
const refers = (targets: string[], ...path: string[]): Parameter => ({ kind: 'reference', targets, at: at(...path) });
const canonical = (...path: string[]): Parameter => ({
  kind: 'reference',
  targets: ['PlanDefinition'],
  at: (record) => at(...path)(record).map((one) => ({ canonical: one })),
});
const pair = (places: (record: Json) => Json[], ...parts: Parameter['parts'] & object): Parameter => ({
  kind: 'composite',
  at: places,
  parts,
});

const toPatient: Parameter = {
  kind: 'reference',
  targets: ['Patient'],
  at: (record) => at('subject')(record).filter(({ reference }) => reference?.startsWith('Patient/')),
};
const SUBJECT = ['Patient', 'Group', 'Device', 'Location'];
const self = (record: Json) => [record];
const components = at('component');
const codePart = { kind: 'token' as const, at: at('code') };
const valuePart = { kind: 'quantity' as const, at: at('valueQuantity') };

const numbers = (...path: string[]) => ({
  kind: 'number' as const,
  at: (record: Json) => at(...path)(record).map((value) => ({ value })),
});
/** Sampled data as an amount between two ends: what was too small or too large to be seen has no end there. */
const sampled = ({ valueSampledData }: Json): Json[] => {
  if (valueSampledData === undefined) return [];
  const { origin, factor = 1, data } = valueSampledData;
  const points = data.split(' ').filter((point: string) => point !== 'E');
  const seen = points.filter((point: string) => point !== 'L' && point !== 'U');
  const found = seen.map((point: string) => Number((origin.value + Number(point) * factor).toPrecision(12)));
  const ends = [
    points.includes('L') ? -Infinity : Math.min(...found),
    points.includes('U') ? Infinity : Math.max(...found),
  ];
  return points.length === 0 ? [] : [{ ...origin, ends }];
};
const withSequence = ({ variant, referenceSeq }: Json) =>
  list(variant).map((one) => ({ ...one, sequence: referenceSeq }));

const COMMON: Record<string, Parameter> = {
  _id: token('id'),
  _tag: token('meta', 'tag'),
  _profile: uri('meta', 'profile'),
  _source: uri('meta', 'source'),
};

export const PARAMETERS: Readonly<Record<string, Record<string, Parameter>>> = {
  Patient: {
    ...COMMON,
    name: text('name'),
    family: text('name', 'family'),
    gender: code('http://hl7.org/fhir/administrative-gender', 'gender'),
    birthdate: date('birthDate'),
    active: code('http://hl7.org/fhir/special-values', 'active'),
    identifier: token('identifier'),
    organization: refers(['Organization'], 'managingOrganization'),
    'general-practitioner': refers(['Organization', 'Practitioner', 'PractitionerRole'], 'generalPractitioner'),
  },
  Observation: {
    ...COMMON,
    status: code('http://hl7.org/fhir/observation-status', 'status'),
    code: token('code'),
    category: token('category'),
    'combo-code': { kind: 'token', at: (r) => [...at('code')(r), ...at('component', 'code')(r)] },
    subject: refers(SUBJECT, 'subject'),
    patient: toPatient,
    encounter: refers(['Encounter', 'EpisodeOfCare'], 'encounter'),
    date: date('effectiveDateTime'),
    'value-quantity': { kind: 'quantity', at: (r) => [...at('valueQuantity')(r), ...sampled(r)] },
    'has-member': refers(['Observation', 'QuestionnaireResponse', 'MolecularSequence'], 'hasMember'),
    'code-value-quantity': pair(self, codePart, valuePart),
    'combo-code-value-quantity': pair((r) => [r, ...components(r)], codePart, valuePart),
    'component-code-value-quantity': pair(components, codePart, valuePart),
  },
  Condition: {
    ...COMMON,
    code: token('code'),
    subject: refers(['Group', 'Patient'], 'subject'),
    patient: toPatient,
    encounter: refers(['Encounter'], 'encounter'),
    'onset-age': amount('onsetAge'),
    'recorded-date': date('recordedDate'),
  },
  CarePlan: {
    ...COMMON,
    status: code('http://hl7.org/fhir/request-status', 'status'),
    intent: code('http://hl7.org/fhir/request-intent', 'intent'),
    subject: refers(['Group', 'Patient'], 'subject'),
    patient: toPatient,
    date: date('period'),
    category: token('category'),
    'instantiates-uri': uri('instantiatesUri'),
    'instantiates-canonical': canonical('instantiatesCanonical'),
    'part-of': refers(['CarePlan'], 'partOf'),
  },
  Encounter: {
    ...COMMON,
    status: code('http://hl7.org/fhir/encounter-status', 'status'),
    class: token('class'),
    subject: refers(['Group', 'Patient'], 'subject'),
    patient: toPatient,
    date: date('period'),
    location: refers(['Location'], 'location', 'location'),
    'service-provider': refers(['Organization'], 'serviceProvider'),
  },
  Location: {
    ...COMMON,
    status: code('http://hl7.org/fhir/location-status', 'status'),
    near: { kind: 'special', at: at('position') },
    partof: refers(['Location'], 'partOf'),
    organization: refers(['Organization'], 'managingOrganization'),
    name: { kind: 'string', at: (r) => [...at('name')(r), ...at('alias')(r)] },
  },
  Organization: {
    ...COMMON,
    name: { kind: 'string', at: (r) => [...at('name')(r), ...at('alias')(r)] },
    identifier: token('identifier'),
    partof: refers(['Organization'], 'partOf'),
  },
  List: {
    ...COMMON,
    status: code('http://hl7.org/fhir/list-status', 'status'),
    subject: refers(SUBJECT, 'subject'),
    patient: toPatient,
    item: refers([], 'entry', 'item'),
  },
  DocumentReference: {
    ...COMMON,
    status: code('http://hl7.org/fhir/document-reference-status', 'status'),
    subject: refers(['Patient', 'Practitioner', 'Group', 'Device'], 'subject'),
    patient: toPatient,
    date: date('date'),
    relationship: pair(at('relatesTo'), code('http://hl7.org/fhir/document-relationship-type', 'code'), {
      kind: 'reference',
      at: at('target'),
    }),
  },
  MolecularSequence: {
    ...COMMON,
    patient: refers(['Patient'], 'patient'),
    chromosome: token('referenceSeq', 'chromosome'),
    referenceseqid: token('referenceSeq', 'referenceSeqId'),
    'window-start': numbers('referenceSeq', 'windowStart'),
    'variant-end': numbers('variant', 'end'),
    'chromosome-window-coordinate': pair(
      at('referenceSeq'),
      { kind: 'token', at: at('chromosome') },
      numbers('windowStart'),
      numbers('windowEnd'),
    ),
    'chromosome-variant-coordinate': pair(
      withSequence,
      { kind: 'token', at: at('sequence', 'chromosome') },
      numbers('start'),
      numbers('end'),
    ),
    'referenceseqid-variant-coordinate': pair(
      withSequence,
      { kind: 'token', at: at('sequence', 'referenceSeqId') },
      numbers('start'),
      numbers('end'),
    ),
  },
};

const PARENTS: Record<string, string> = {
  Location: 'partof',
  Organization: 'partof',
  CarePlan: 'part-of',
  Encounter: 'part-of',
};

/** One thing that is asked. */
export type Ask =
  | { op: 'param'; code: string; modifier: string; values: string[] }
  | { op: 'chain'; code: string; type: string; of: Ask }
  | { op: 'has'; type: string; code: string; of: Ask }
  | { op: 'list'; id: string };

export const nameOf = (record: Json): string => `${record.resourceType}/${record.id}`;

/** Whether a visible record meets what is asked. */
export function meets(world: World, record: Json, ask: Ask): boolean {
  switch (ask.op) {
    case 'chain':
      return targetsOf(record, ask.code).some((name) => {
        const target = world.visible.get(name);
        return target?.resourceType === ask.type && meets(world, target, ask.of);
      });
    case 'has':
      return [...world.visible.values()].some(
        (other) =>
          other.resourceType === ask.type &&
          targetsOf(other, ask.code).includes(nameOf(record)) &&
          meets(world, other, ask.of),
      );
    case 'list':
      return targetsOf(world.visible.get(`List/${ask.id}`) ?? { resourceType: 'List' }, 'item').includes(
        nameOf(record),
      );
    default:
      return meetsParameter(world, record, ask);
  }
}

/** What a record refers to by a parameter. */
export function targetsOf(record: Json, code: string): string[] {
  const found = PARAMETERS[record.resourceType]?.[code]?.at(record) ?? [];
  return found.flatMap(({ reference }) => (reference === undefined ? [] : [reference]));
}

function meetsParameter(world: World, stored: Json, { code, modifier, values }: Ask & { op: 'param' }): boolean {
  const record = told(world, stored);
  if (code === '_text') return holdsWords(narrativeOf(record), values);
  if (code === '_content') return holdsWords(stringsOf(record).join('\u0001'), values);
  const parameter = PARAMETERS[record.resourceType]?.[code];
  if (!parameter) throw new Error(`${record.resourceType}?${code}`);
  const found = parameter.at(record);
  if (modifier === 'missing') return isPresent(parameter, found) !== (values[0] === 'true');
  if (modifier === 'not') return !values.some((value) => found.some((one) => isToken(one, value)));
  if (modifier === 'not-in') return !values.some((value) => found.some((one) => isInSet(one, value)));
  return values.some((value) => {
    switch (parameter.kind) {
      case 'token':
        if (modifier === 'text')
          return found.some((one) => wordsOf(one).some((w) => plain(w).startsWith(plain(value))));
        if (modifier === 'of-type') return found.some((one) => isOfType(one, value));
        if (modifier === 'in') return found.some((one) => isInSet(one, value));
        if (modifier === 'above' || modifier === 'below') return found.some((one) => isKin(one, modifier, value));
        return found.some((one) => isToken(one, value));
      case 'string':
        return found.flatMap(textsOf).some((one) => isText(one, modifier, value));
      case 'date':
        return found.some((one) => isDate(one, value));
      case 'quantity':
      case 'number':
        return found.some((one) => isAmount(one, value));
      case 'uri':
        return found.some((one) => isUri(one, modifier, value));
      case 'special':
        return found.some((one) => isNear(one, value));
      case 'reference':
        return isReference(world, parameter, found, modifier, value);
      default:
        return found.some((place) => isTuple(parameter, place, value));
    }
  });
}

function isPresent({ kind, parts }: Parameter, found: Json[]): boolean {
  if (kind === 'date') return found.some((one) => typeof one === 'string' || Object.keys(one).length > 0);
  if (kind === 'composite') return found.some((place) => parts?.every((part) => part.at(place).some(hasValue)));
  if (kind === 'quantity' || kind === 'number') return found.some((one) => one.value !== undefined);
  return found.some((one) => typeof one !== 'object' || Object.keys(one).length > 0);
}
/** A concept of words alone, or an amount without a number, is no part of a tuple. */
const hasValue = (one: Json): boolean =>
  typeof one !== 'object' ||
  (one.code ?? one.coding) !== undefined ||
  one.value !== undefined ||
  one.reference !== undefined;

// --- tokens

const codingsOf = (one: Json): Json[] =>
  typeof one === 'object'
    ? (one.coding ?? ('text' in one && !('code' in one) && !('value' in one) ? [] : [one]))
    : [{ code: String(one) }];
const isPlainConcept = (one: Json): boolean =>
  typeof one === 'object' && one.coding === undefined && one.code === undefined && one.value === undefined;
const UNESCAPE = /\\([,$|\\])/g;
const clean = (value: string): string => value.replace(UNESCAPE, '$1');
const splitBar = (value: string): string[] => value.split(/(?<!\\)\|/).map(clean);

function isToken(one: Json, value: string): boolean {
  if (isPlainConcept(one)) return false;
  const [first = '', second] = splitBar(value);
  return codingsOf(one).some(({ system, implied, code, value: own }: Json) => {
    const mine = code ?? own;
    if (second === undefined) return mine === first;
    if (first === '') return system === undefined && mine === second;
    return (system ?? implied) === first && (second === '' || mine === second);
  });
}

function isOfType({ type, value: own }: Json, value: string): boolean {
  const [system, code, wanted] = splitBar(value);
  return own === wanted && (type?.coding ?? []).some((one: Json) => (one.system ?? '') === system && one.code === code);
}

const isInSet = (one: Json, set: string): boolean =>
  codingsOf(one).some(({ system, implied, code }: Json) => MEMBERS[set]?.includes(`${system ?? implied} ${code}`));

/** The code itself and, `below`, what lies under it, or `above`, what it lies under. */
function isKin(one: Json, way: 'above' | 'below', value: string): boolean {
  const [system, wanted = ''] = splitBar(value);
  const upwards = (code: string): string[] => {
    const whole = system === 'urn:a' ? WHOLES[code] : undefined;
    return whole === undefined ? [code] : [code, ...upwards(whole)];
  };
  return codingsOf(one).some(
    ({ system: own, implied, code = '' }: Json) =>
      (own ?? implied) === system &&
      (way === 'below' ? upwards(code).includes(wanted) : upwards(wanted).includes(code)),
  );
}

const wordsOf = (one: Json): string[] =>
  typeof one !== 'object'
    ? []
    : [one.text, one.display, ...(one.coding ?? []).map((c: Json) => c.display), one.type?.text].filter(
        (word) => word !== undefined,
      );

// --- texts

const BARE: Readonly<Record<string, string>> = { ß: 'ss', ö: 'o', ü: 'u', é: 'e', ő: 'o', й: 'и' };

/** By hand, for the words of this population. */
const plain = (text: string): string =>
  [...text.normalize('NFKC').toLowerCase().replace(/\s/g, '')]
    .map((letter) => {
      const point = letter.charCodeAt(0);
      if (letter in BARE) return BARE[letter];
      return point >= 0x30a1 && point <= 0x30f6 ? String.fromCharCode(point - 0x60) : letter === '髙' ? '高' : letter;
    })
    .join('');

function textsOf(one: Json): string[] {
  if (typeof one === 'string') return [one];
  const { family, given = [], text: whole } = one;
  return [family, ...given, whole, family && `${family}${given.join('')}`].filter((part) => part !== undefined);
}

function isText(one: string, modifier: string, value: string): boolean {
  const wanted = clean(value);
  if (modifier === 'exact') return one === wanted;
  return modifier === 'contains' ? plain(one).includes(plain(wanted)) : plain(one).startsWith(plain(wanted));
}

const narrativeOf = ({ text: own }: Json): string => (own?.div ?? '').replace(/<[^>]*>/g, ' ').replace('&amp;', '&');
const stringsOf = (node: Json): string[] =>
  typeof node === 'string'
    ? [node]
    : typeof node === 'object' && node !== null
      ? Object.values(node).flatMap(stringsOf)
      : [];
const holdsWords = (whole: string, values: string[]): boolean =>
  values.some((value) =>
    clean(value)
      .split(/\s+/)
      .every((word) => plain(whole).includes(plain(word))),
  );

// --- dates

const DAY = 86_400_000;
function spanOfDate(text: string): [number, number] {
  if (text.includes('T')) {
    const low = Date.parse(text);
    return [low, low + (text.includes('.') ? 0 : 999)];
  }
  const [y = 0, m, d] = text.split('-').map(Number);
  const start = (year: number, month = 1, day = 1) => Date.UTC(year, month - 1, day) - 9 * 3_600_000;
  return [start(y, m, d), (d ? start(y, m, d + 1) : m ? start(y, m + 1) : start(y + 1)) - 1];
}

function spanOf(one: Json): [number, number] {
  if (typeof one === 'string') return spanOfDate(one);
  return [one.start ? spanOfDate(one.start)[0] : -Infinity, one.end ? spanOfDate(one.end)[1] : Infinity];
}

const PREFIX = /^(eq|ne|gt|lt|ge|le|sa|eb|ap)?(.*)$/s;

function isDate(one: Json, value: string): boolean {
  if (typeof one === 'object' && Object.keys(one).length === 0) return false;
  const [, prefix = 'eq', rest = ''] = PREFIX.exec(value) ?? [];
  const [low, high] = spanOf(one);
  const [from, till] = spanOfDate(rest);
  const within = from <= low && high <= till;
  return {
    eq: within,
    ne: !within,
    gt: high > till,
    lt: low < from,
    ge: high > till || within,
    le: low < from || within,
    sa: low > till,
    eb: high < from,
    ap: low <= till + 36.5 * DAY && high >= from - 36.5 * DAY,
  }[prefix] as boolean;
}

// --- amounts

const INTO: Record<string, [string, number, number]> = {
  kg: ['g', 1000, 0],
  g: ['g', 1, 0],
  mg: ['g', 0.001, 0],
  Cel: ['K', 1, 273.15],
  K: ['K', 1, 0],
};
const exact = (value: number): number => (Number.isFinite(value) ? Number(value.toPrecision(12)) : value);

function isAmount(one: Json, value: string): boolean {
  const [, prefix = 'eq', rest = ''] = PREFIX.exec(value) ?? [];
  const [number = '', system, code] = rest.split('|');
  const asked = Number(number);
  const half = 0.5 * 10 ** -(number.split('.')[1]?.length ?? 0);
  let [low, high] = one.ends ?? [one.value, one.value];
  if (one.value === undefined) return false;
  if (one.comparator?.startsWith('<')) low = -Infinity;
  if (one.comparator?.startsWith('>')) high = Infinity;
  let [from, till, point] = [exact(asked - half), exact(asked + half), asked];
  const [wanted, mine] = [INTO[system === UCUM ? (code ?? '') : ''], INTO[one.system === UCUM ? (one.code ?? '') : '']];
  if (wanted) {
    if (!mine || mine[0] !== wanted[0]) return false;
    [low, high] = [low, high].map((v) => exact(v * mine[1] + mine[2])) as [number, number];
    [from, till, point] = [from, till, point].map((v) => exact(v * wanted[1] + wanted[2])) as [number, number, number];
  } else {
    if (system && one.system !== system) return false;
    if (code && system ? one.code !== code : code && one.code !== code && one.unit !== code) return false;
  }
  const margin = Math.abs(point) / 10;
  // What a `<` or `>` stands before is not among the values that are meant.
  const reaches = (end: number) => (one.comparator === '<' ? high > end : high >= end);
  const begins = (end: number) => (one.comparator === '>' ? low < end : low <= end);
  const within = low >= from && (one.comparator === '<' ? high <= till : high < till);
  return {
    eq: within,
    ne: !within,
    gt: high > point,
    lt: low < point,
    ge: reaches(point),
    le: begins(point),
    sa: !begins(point),
    eb: !reaches(point),
    ap: reaches(point - margin) && begins(point + margin),
  }[prefix] as boolean;
}

// --- places

const METRES: Record<string, number> = { m: 1, km: 1000, '[mi_us]': 1609.347 };
/** A place as a point on the unit sphere. */
function pointAt({ latitude, longitude }: Json): [number, number, number] {
  const [phi, lambda] = [(latitude * Math.PI) / 180, (longitude * Math.PI) / 180];
  return [Math.cos(phi) * Math.cos(lambda), Math.cos(phi) * Math.sin(lambda), Math.sin(phi)];
}

function isNear(position: Json, value: string): boolean {
  const [latitude, longitude, distance = '10', unit = 'km'] = value.split('|');
  const [a, b] = [pointAt(position), pointAt({ latitude: Number(latitude), longitude: Number(longitude) })];
  const chord = Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
  return 2 * Math.asin(chord / 2) * 6_371_008.8 <= Number(distance) * (METRES[unit] ?? 0);
}

// --- URIs and references

function isUri(one: string, modifier: string, value: string): boolean {
  const wanted = clean(value);
  if (modifier === 'below') return liesUnder(one, wanted);
  return modifier === 'above' ? liesUnder(wanted, one) : one === wanted || one.split('|')[0] === wanted;
}

/** Of `url|version` what has that version, or one that goes on from it; of a URL what is it, or has a longer path. */
function liesUnder(part: string, whole: string): boolean {
  const [uri = '', version = ''] = part.split('|');
  const [wholeUri = '', wholeVersion] = whole.split('|');
  if (wholeVersion !== undefined) return uri === wholeUri && `${version}.`.startsWith(`${wholeVersion}.`);
  return uri === wholeUri || uri.startsWith(`${wholeUri.replace(/\/$/, '')}/`);
}

/** A reference to what is hidden is masked in the answer of another's record, so nobody finds by it. */
export const isShown = (world: World, record: Json, reference: string): boolean =>
  world.isOwn(record) || world.visible.has(reference);

/** The record as the caller is told it: each reference to what is hidden is masked, and the narrative then left out. */
function told(world: World, record: Json): Json {
  const isWhole = world.isOwn(record) || referencesIn(record).every((reference) => world.visible.has(reference));
  if (isWhole) return record;
  const { text: _, ...rest } = record;
  return masked(world, rest);
}

const MASKED = {
  extension: [{ url: 'http://hl7.org/fhir/StructureDefinition/data-absent-reason', valueCode: 'masked' }],
};

function masked(world: World, node: Json): Json {
  if (typeof node !== 'object' || node === null) return node;
  if (Array.isArray(node)) return node.map((item) => masked(world, item));
  if (typeof node.reference === 'string' && !world.visible.has(node.reference)) return MASKED;
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, masked(world, value)]));
}

export const referencesIn = (node: Json): string[] =>
  typeof node !== 'object' || node === null
    ? []
    : Object.entries(node).flatMap(([key, value]) =>
        key === 'reference' && typeof value === 'string' ? [value] : referencesIn(value),
      );

function isReference(
  world: World,
  { targets = [] }: Parameter,
  found: Json[],
  modifier: string,
  value: string,
): boolean {
  if (modifier === 'identifier') return found.some((one) => one.identifier && isToken(one.identifier, value));
  const urls = found.flatMap((one) => one.canonical ?? []);
  if (value.includes(':')) return urls.some((one) => isUri(one, modifier, value));
  const wanted = value.includes('/')
    ? [value]
    : /^[A-Z]/.test(modifier)
      ? [`${modifier}/${value}`]
      : targets.map((t) => `${t}/${value}`);
  if (modifier === 'above' || modifier === 'below') {
    const family = wanted.flatMap((name) => familyOf(world, name, modifier));
    return found.some(({ reference }) => family.includes(reference));
  }
  return found.some(({ reference }) => wanted.includes(reference));
}

function familyOf(world: World, name: string, way: 'above' | 'below'): string[] {
  const type = name.split('/')[0] ?? '';
  const parent = PARENTS[type];
  if (parent === undefined) return [name];
  if (!world.visible.has(name)) return [];
  const family = [name];
  for (const member of family) {
    const record = world.visible.get(member);
    const next =
      way === 'above'
        ? targetsOf(record, parent).filter((one) => world.visible.has(one))
        : [...world.visible.values()]
            .filter((one) => one.resourceType === type && targetsOf(one, parent).includes(member))
            .map(nameOf);
    family.push(...next.filter((one) => !family.includes(one)));
  }
  return family;
}

/** A record by its name or by its id: R4 lets it stand first of a pair too. */
const NAME_OR_ID = /^([A-Z][A-Za-z]+\/)?[0-9a-f-]{36}$/;

function isTuple({ parts = [] }: Parameter, place: Json, value: string): boolean {
  const given = value.split(/(?<!\\)\$/);
  const values = parts.at(-1)?.kind === 'reference' && NAME_OR_ID.test(given[0] ?? '') ? given.toReversed() : given;
  return parts.every(({ kind, at: find }, index) => {
    const wanted = values[index] ?? '';
    const found = find(place);
    if (kind === 'token') return found.some((one) => isToken(one, wanted));
    if (kind === 'reference')
      return found.some(({ reference }) => [wanted, `DocumentReference/${wanted}`].includes(reference));
    return found.some((one) => isAmount(one, wanted));
  });
}

// --- order

/** The value that a record is sorted by; undefined comes last. */
export function sortValue(world: World, record: Json, code: string, descending: boolean): string | number | undefined {
  const parameter = PARAMETERS[record.resourceType]?.[code];
  if (!parameter) throw new Error(code);
  const found = parameter.at(told(world, record));
  const values: (string | number)[] = found.flatMap((one): (string | number)[] => {
    switch (parameter.kind) {
      case 'date':
        return typeof one === 'object' && Object.keys(one).length === 0 ? [] : spanOf(one);
      case 'string':
        return textsOf(one).map(plain);
      case 'token':
        return isPlainConcept(one)
          ? []
          : codingsOf(one)
              .map((c: Json) => c.code ?? c.value)
              .filter((c: Json) => c !== undefined);
      case 'reference':
        return [one.canonical ?? one.reference].filter((text) => text !== undefined);
      case 'quantity':
      case 'number': {
        if (one.value === undefined) return [];
        const unit = INTO[one.system === UCUM ? (one.code ?? '') : ''];
        const into = (v: number) => (unit ? exact(v * unit[1] + unit[2]) : v);
        const open = one.comparator?.charAt(0);
        if (one.ends) return one.ends.map((end: number) => Math.max(-1e300, Math.min(1e300, into(end))));
        const step = Math.abs(into(one.value)) * 1e-9;
        return [
          open === '<' ? -1e300 : into(one.value) + (one.comparator === '>' ? step : 0),
          open === '>' ? 1e300 : into(one.value) - (one.comparator === '<' ? step : 0),
        ];
      }
      default:
        return [one];
    }
  });
  return values.reduce<string | number | undefined>(
    (best, value) => (best === undefined || (descending ? value > best : value < best) ? value : best),
    undefined,
  );
}
