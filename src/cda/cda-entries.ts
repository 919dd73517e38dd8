/** The entries of a CDA section as resources, by `entries.json` and the rules; what none can be made of is told with its reason. */
import type { Coding } from '@medplum/fhirtypes';
import { copyOf, type Issue } from '#fhir';
import { type Mapping, nameUuid, type Rule, type Tree } from '#mapping';
import { readMessage } from '#messages';
import { applyRule } from './cda-apply.ts';
import { completedEncounter } from './cda-encounter.ts';
import { type EntryKind, type EntryKinds, type EntryMatch, kindOf, type Turn } from './cda-entry-kinds.ts';
import type { CdaContext } from './cda-parts.ts';
import { CdaPeople, type Person } from './cda-people.ts';
import { type CdaElement, elementsAt } from './read-cda.ts';

export interface MadeEntry {
  readonly kind: string;
  readonly tree: Tree;
  readonly fullUrl: string;
}

export interface EntriesOf {
  readonly mapping: Mapping;
  readonly kinds: EntryKinds;
  /** What names the document for good. */
  readonly key: string;
  /** The fullUrl of the person. */
  readonly person: string;
  /** Who wrote and signed the document. */
  readonly people: readonly Person[];
  /** What the document says of its confidentiality. */
  readonly security: readonly Coding[];
  readonly taken: Set<CdaElement>;
  readonly missed: CdaElement[];
  /** fullUrl → where it stands. */
  readonly places: Map<string, Pick<CdaElement, 'place' | 'line' | 'column'>>;
}

/** A rule of a kind of resource and of statement, with its path below the statement. */
interface StatementRule {
  readonly rule: Rule;
  readonly path: string;
}

const statementRules = new WeakMap<Mapping, ReadonlyMap<string, readonly StatementRule[]>>();

/** By `Condition/observation`; sorted out once for the life of a mapping. */
function statementRulesOf(mapping: Mapping): ReadonlyMap<string, readonly StatementRule[]> {
  const known = statementRules.get(mapping);
  if (known !== undefined) return known;
  const all = mapping.rules.flatMap((rule) => {
    const [, statement, path] = /^entry\/([^/]+)\/(.+)$/.exec(rule.source) ?? [];
    if (rule.target === undefined || statement === undefined || path === undefined) return [];
    return [{ key: `${String(rule.target).split('.')[0]}/${statement}`, rule, path }];
  });
  const found = Map.groupBy(all, ({ key }) => key);
  statementRules.set(mapping, found);
  return found;
}

type Found = { readonly name: string; readonly kind: EntryKind; readonly match: EntryMatch };

/** Where a statement stands. */
interface Setting {
  /** Codes of the sections around it, the innermost last. */
  readonly sections: readonly string[];
  /** The state of the concern that it is part of. */
  readonly concern?: CdaElement;
  /** It is about somebody else. */
  readonly isOther: boolean;
}

export class CdaEntries {
  readonly all: MadeEntry[] = [];
  readonly made = new Map<CdaElement, string>();
  readonly explained = new Map<CdaElement, Issue>();
  readonly #of: EntriesOf;
  readonly #rules: ReadonlyMap<string, readonly StatementRule[]>;
  readonly #names = new Map<string, number>();
  readonly #people: CdaPeople;

  constructor(of: EntriesOf) {
    this.#of = of;
    this.#people = new CdaPeople(of.mapping, of.key, of.people);
    this.#rules = statementRulesOf(of.mapping);
  }

  /** Those of one section, without the sections within; the fullUrls of what was made. */
  makeIn(section: CdaElement, sections: readonly string[]): string[] {
    const { others } = this.#of.kinds;
    const isOther = sections.some((code) => others.includes(code)) || speaksOfOther(section);
    return elementsAt(section, 'entry')
      .flatMap(({ children }) => children)
      .flatMap((statement) => this.#make(statement, { sections, isOther }))
      .map(({ fullUrl }) => fullUrl);
  }

  #make(statement: CdaElement, around: Setting): MadeEntry[] {
    const setting = { ...around, isOther: around.isOther || speaksOfOther(statement) };
    const { kinds } = this.#of;
    const found = kindOf(kinds, statement, setting.sections.slice(-1));
    const holding = kinds.wrappers[statement.name];
    const isDenied = statement.attributes.get('negationInd') === 'true';
    if (setting.isOther) return this.#leave(statement, OTHER);
    if (isDenied && found?.kind.negated === undefined) return this.#leave(statement, DENIED);
    const isFrame = holding !== undefined && (found === undefined || isConcern(statement));
    if (isFrame) return this.#within(statement, holding, setting);
    if (found === undefined) return this.#leave(statement, UNKNOWN);
    const parts = found.kind.parts && holding ? this.#within(statement, holding, setting) : [];
    const own = this.#one(statement, found, setting, parts);
    return [...(own === undefined ? [] : [own]), ...parts];
  }

  /** An act or a cluster is a frame: what it holds is of its own, and the state of the frame is said of it. */
  #within(statement: CdaElement, holding: string, setting: Setting): MadeEntry[] {
    const [state] = isConcern(statement) ? elementsAt(statement, 'statusCode') : [];
    if (isConcern(statement)) for (const code of elementsAt(statement, 'code')) this.#of.taken.add(code);
    const inner = state === undefined ? setting : { ...setting, concern: state };
    return elementsAt(statement, holding)
      .flatMap(({ children }) => children)
      .filter(({ name, attributes }) => attributes.has('moodCode') || name in this.#of.kinds.wrappers)
      .flatMap((one) => this.#make(one, inner));
  }

  #one(
    statement: CdaElement,
    { name, kind, match }: Found,
    { sections, concern }: Setting,
    parts: readonly MadeEntry[],
  ): MadeEntry | undefined {
    const taken = new Set<CdaElement>();
    const missed: CdaElement[] = [];
    const people = new Map<Person, CdaElement>();
    const { type, person, set, needs } = kind;
    const tree: Tree = { resourceType: type, ...copyOf(set), ...copyOf(match.set) };
    if (concern !== undefined) this.#applyConcern(kind, concern, tree, taken);
    const carrying = {
      take: (element: CdaElement) => taken.add(element),
      miss: (element: CdaElement) => missed.push(element),
      personIn: (element: CdaElement) => {
        const person = this.#people.find(element, (one) => taken.add(one));
        if (person !== undefined) people.set(person, element);
        return person?.fullUrl;
      },
    };
    for (const { rule, path } of this.#rules.get(`${name}/${statement.name}`) ?? [])
      applyRule(rule, { from: statement, path }, tree, { ...this.#contextOf(rule), ...carrying });
    const lacking = needs.find((path) => readMessage(tree, path) === undefined);
    if (lacking !== undefined) {
      this.#leave(statement, lackingOf(type, lacking));
      return undefined;
    }
    if (kind.parts !== undefined) referTo(tree, kind.parts, parts);
    if (statement.attributes.get('negationInd') === 'true' && kind.negated) turn(tree, kind.negated);
    if (isNullified(statement)) turn(tree, kind.nullified);
    for (const element of taken) this.#of.taken.add(element);
    this.#of.missed.push(...missed);
    for (const [person, place] of people) this.#keepPerson(person, place);
    this.made.set(statement, name);
    const { security } = this.#of;
    const { resourceType, identifier, ...rest } = type === 'Encounter' ? completedEncounter(tree) : tree;
    const meta = security.length === 0 ? {} : { meta: { security } };
    // In the order in which a later version of it is written, so that the same content is told to be the same.
    const numbered = identifier === undefined ? {} : { identifier };
    const whole = { resourceType, ...meta, ...numbered, ...rest, [person]: { reference: this.#of.person } };
    const made = { kind: name, tree: whole, fullUrl: this.#fullUrlOf(name, statement, sections) };
    this.#of.places.set(made.fullUrl, statement);
    this.all.push(made);
    return made;
  }

  /** Once, and not as an entry of the section: it is who speaks in it. */
  #keepPerson(person: Person, place: CdaElement): void {
    const { people, places } = this.#of;
    if ([...people, ...this.#people.made].some(({ fullUrl }) => fullUrl === person.fullUrl)) return;
    this.#people.made.push(person);
    places.set(person.fullUrl, place);
    this.all.push({ kind: 'Practitioner', ...person });
  }

  #contextOf({ map }: Rule): Omit<CdaContext, 'take' | 'miss'> {
    const { tables } = this.#of.mapping;
    return { tables, table: tables[map ?? ''] };
  }

  #applyConcern({ concern }: EntryKind, state: CdaElement, tree: Tree, taken: Set<CdaElement>): void {
    const table = concern && this.#of.mapping.tables[concern.map];
    const to = table?.entries.find(({ source }) => source === state.attributes.get('code'));
    if (concern === undefined || table === undefined || to === undefined) return;
    const { code, display } = to;
    tree[concern.element] = { coding: [{ system: table.system, code, ...(display === undefined ? {} : { display }) }] };
    taken.add(state);
  }

  /** By the number that it has; without one by what it says, so that one more beside it does not change its name. */
  #fullUrlOf(kind: string, statement: CdaElement, sections: readonly string[]): string {
    const ids = elementsAt(statement, 'id')
      .map(({ attributes }) => `${attributes.get('root') ?? ''}|${attributes.get('extension') ?? ''}`)
      .filter((id) => id !== '|');
    const words =
      ids.length > 0
        ? ids
        : [
            sections.join('/'),
            ...['code', 'value', 'effectiveTime', 'consumable'].map((name) => wordsOf(statement, name)),
          ];
    const name = `cda:${this.#of.key}:${kind}:${words.join(':')}`;
    const number = this.#names.get(name) ?? 0;
    this.#names.set(name, number + 1);
    return `urn:uuid:${nameUuid(number === 0 ? name : `${name}:${number}`)}`;
  }

  #leave(statement: CdaElement, [ja, en]: readonly [string, string]): [] {
    const { place, line, column } = statement;
    this.explained.set(statement, {
      severity: 'warning',
      code: 'cda-entry-left',
      type: 'incomplete',
      ja: `${place}: この記載（entry）は資源にしません。${ja}本文（section の text）には残ります。`,
      en: `${place}: no resource is made of this entry: ${en}; its narrative stays`,
      expression: place,
      line,
      column,
    });
    return [];
  }
}

const OTHER = ['本人以外の人についての記載です。', 'it is about somebody else'] as const;
const DENIED = [
  '否定された記載（negationInd）を書く場所がありません。',
  'it is denied, which cannot be said here',
] as const;
const UNKNOWN = ['この種類の記載を写す規則がありません。', 'no rule carries entries of its kind'] as const;
const lackingOf = (type: string, path: string) =>
  [`${type} に必要な値（${path}）がありません。`, `${type} cannot do without \`${path}\``] as const;

const isConcern = (statement: CdaElement): boolean => elementsAt(statement, 'code[@code=CONC]').length > 0;
const speaksOfOther = (element: CdaElement): boolean => elementsAt(element, 'subject').length > 0;

const NULLIFIED: readonly string[] = ['nullified', 'obsolete'];
const isNullified = (statement: CdaElement): boolean =>
  NULLIFIED.includes(elementsAt(statement, 'statusCode')[0]?.attributes.get('code') ?? '');

function turn(tree: Tree, { set, clear = [] }: Turn): void {
  Object.assign(tree, copyOf(set));
  for (const element of clear) delete tree[element];
}

function referTo(tree: Tree, parts: NonNullable<EntryKind['parts']>, made: readonly MadeEntry[]): void {
  const own = made.filter(({ kind }) => kind === parts.kind).map(({ fullUrl }) => ({ reference: fullUrl }));
  if (own.length > 0) tree[parts.element] = own;
}

/** All attributes of the first element of a name and of what is in it. */
function wordsOf(statement: CdaElement, name: string): string {
  const [first] = elementsAt(statement, name);
  const said = ({ attributes, children, content }: CdaElement): string =>
    [...attributes.values(), ...content.filter((part) => typeof part === 'string'), ...children.map(said)].join(' ');
  return first === undefined ? '' : said(first).replace(/\s+/g, ' ').trim();
}
