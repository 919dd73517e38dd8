/** A CDA R2 document (退院時サマリー, 診療情報提供書) as a FHIR document, with everything that it could not carry. */
import type {
  Bundle,
  BundleEntry,
  Coding,
  Composition,
  CompositionSection,
  HumanName,
  Identifier,
} from '@medplum/fhirtypes';
import { type Issue, isRefusal, type Refusal, refuseAll } from '#fhir';
import { loadMapping, type Mapping, nameUuid, type Rule, type Tree } from '#mapping';
import { filled } from '#messages';
import { applyRule } from './cda-apply.ts';
import { completedEncounter } from './cda-encounter.ts';
import { CdaEntries, type MadeEntry } from './cda-entries.ts';
import { type EntryKinds, entryKinds } from './cda-entry-kinds.ts';
import { incomplete, severalPeople } from './cda-faults.ts';
import { cdaLosses } from './cda-loss.ts';
import { listOf } from './cda-narrative.ts';
import type { CdaContext } from './cda-parts.ts';
import { type CdaElement, elementsAt, readCda } from './read-cda.ts';

export interface CdaOutcome {
  readonly output: Bundle;
  readonly issues: readonly Issue[];
  /** Places, `recordTarget/patientRole/id`. */
  readonly mapped: readonly string[];
  readonly mapping: Mapping;
  /** fullUrl of an entry → where what it was made of stands. */
  readonly places: ReadonlyMap<string, CdaPlace>;
}

export type CdaPlace = Pick<CdaElement, 'place' | 'line' | 'column'>;

export interface CdaOptions {
  readonly strict?: boolean;
  /** What the versions of this document have in common, where that is known already and the document does not say it. */
  readonly identifier?: Identifier | undefined;
}

/** The types of the resources that the rules name otherwise. */
export const CDA_TYPES: Readonly<Record<string, string>> = {
  Author: 'Practitioner',
  Authenticator: 'Practitioner',
  Custodian: 'Organization',
  Recipient: 'Practitioner',
  Receiver: 'Organization',
};
/** Without a name they say nothing; a device that wrote a part of it has none. */
const NAMED: readonly string[] = ['Author', 'Authenticator', 'Recipient', 'Receiver'];
const RECIPIENTS: readonly string[] = ['Recipient', 'Receiver'];
const CONTAINED_MAX = 50;

/** Bytes → a document. Refuses with line and column what is no CDA, and, when strict, any undeclared loss (422). */
export function cdaToFhir(bytes: Uint8Array, { strict = false, identifier }: CdaOptions = {}): CdaOutcome | Refusal {
  const mapping = loadMapping('cda-to-fhir');
  if (isRefusal(mapping)) return mapping;
  const kinds = entryKinds();
  if (isRefusal(kinds)) return kinds;
  const root = readCda(bytes);
  if (isRefusal(root)) return root;
  const run = new Run(root, mapping, kinds);
  const output = run.document(identifier);
  if (isRefusal(output)) return output;
  const issues = run.losses();
  const grave = issues.filter(({ severity }) => severity !== 'information');
  if (strict && grave.length > 0) return refuseAll(422, grave);
  return { output, issues, mapped: [...run.taken].map(({ place }) => place), mapping, places: run.places };
}

interface Made {
  readonly name: string;
  readonly tree: Tree;
  readonly fullUrl: string;
}

const headRules = new WeakMap<Mapping, ReadonlyMap<string, readonly Rule[]>>();

/** Those of the head and of the sections, by the resource that they fill; sorted out once. */
function headRulesOf(mapping: Mapping): ReadonlyMap<string, readonly Rule[]> {
  const known = headRules.get(mapping);
  if (known !== undefined) return known;
  const own = mapping.rules.filter(
    ({ target, source }) => String(target ?? '').includes('.') && !source.startsWith('entry/'),
  );
  const found = Map.groupBy(own, ({ target }) => String(target).split('.')[0] ?? '');
  headRules.set(mapping, found);
  return found;
}

const isSection = ({ codec }: Rule): boolean => codec === 'cda-section';

class Run {
  readonly taken = new Set<CdaElement>();
  readonly places = new Map<string, CdaPlace>();
  readonly #missed: CdaElement[] = [];
  readonly #root: CdaElement;
  readonly #mapping: Mapping;
  readonly #kinds: EntryKinds;
  readonly #composition: Tree = { resourceType: 'Composition', status: 'final' };
  #entries: CdaEntries | undefined;

  constructor(root: CdaElement, mapping: Mapping, kinds: EntryKinds) {
    this.#root = root;
    this.#mapping = mapping;
    this.#kinds = kinds;
  }

  document(identifier?: Identifier): Bundle | Refusal {
    const composition = this.#composition;
    const bundle: Tree = {};
    for (const rule of this.#rules('Bundle')) this.#apply(rule, this.#root, rule.source, bundle);
    const own = this.#rules('Composition');
    for (const rule of own) if (!isSection(rule)) this.#apply(rule, this.#root, rule.source, composition);
    // Versions of a document have the number of their set in common; one without a set is its own.
    composition['identifier'] ??= identifier ?? bundle['identifier'];
    const made = this.#mapping.rules
      .filter(({ codec }) => codec === 'cda-resource')
      .flatMap((rule) => this.#resources(rule));
    const lacking = bundle['identifier'] === undefined ? 'id' : lackingOf(composition, made);
    if (lacking !== undefined) return incomplete(lacking, this.#root);
    const people = new Set(made.flatMap(({ name, tree }) => (name === 'Patient' ? [textOfId(tree)] : [])));
    if (people.size > 1) return severalPeople(elementsAt(this.#root, 'recordTarget')[1] ?? this.#root);
    this.#entries = this.#entriesOf(made);
    for (const rule of own) if (isSection(rule)) this.#apply(rule, this.#root, rule.source, composition);
    const sections = [
      ...((composition['section'] as CompositionSection[] | undefined) ?? []),
      ...this.#recipients(made),
    ];
    if (sections.length > 0) composition['section'] = sections;
    return bundleOf({ resourceType: 'Composition', ...this.#secured(), ...composition }, bundle, [
      ...made,
      ...this.#entries.all.map(named),
    ]);
  }

  #entriesOf(made: readonly Made[]): CdaEntries {
    return new CdaEntries({
      mapping: this.#mapping,
      kinds: this.#kinds,
      key: textOfId(this.#composition),
      person: made.find(({ name }) => name === 'Patient')?.fullUrl ?? '',
      people: made.filter(({ name }) => CDA_TYPES[name] === 'Practitioner'),
      security: this.#secured().meta?.security ?? [],
      taken: this.taken,
      missed: this.#missed,
      places: this.places,
    });
  }

  /** What is more confidential than usual is so in every part: a section has no level of its own in FHIR. */
  #secured(): { meta?: { security: Coding[] } } {
    const said = confidentialityWithin(this.#root);
    const code = ['V', 'R'].find((level) => said.includes(level));
    return code === undefined ? {} : { meta: { security: [{ system: CONFIDENTIALITY, code }] } };
  }

  #rules(name: string): readonly Rule[] {
    return headRulesOf(this.#mapping).get(name) ?? [];
  }

  /** One for each element at the path of the rule. */
  #resources({ source, target }: Rule): Made[] {
    const name = String(target);
    const key = textOfId(this.#composition);
    return elementsAt(this.#root, source)
      .filter((element) => !NAMED.includes(name) || this.#hasName(name, element, source))
      .slice(0, CONTAINED_MAX)
      .map((element, at) => {
        const tree: Tree = { resourceType: CDA_TYPES[name] ?? name };
        for (const rule of this.#rules(name))
          if (rule.source.startsWith(`${source}/`))
            this.#apply(rule, element, rule.source.slice(source.length + 1), tree);
        const fullUrl = `urn:uuid:${nameUuid(`cda:${key}:${name}:${at}`)}`;
        this.places.set(fullUrl, element);
        return { name, tree, fullUrl };
      });
  }

  #hasName(name: string, element: CdaElement, source: string): boolean {
    return this.#rules(name).some(
      (rule) =>
        /^\w+\.name(?:\[\])?$/.test(String(rule.target)) &&
        elementsAt(element, rule.source.slice(source.length + 1)).length > 0,
    );
  }

  /** Whom it is sent to stands in a section of its own: a Composition has no element for it. */
  #recipients(made: readonly Made[]): CompositionSection[] {
    const all = made.filter(({ name }) => RECIPIENTS.includes(name));
    if (all.length === 0) return [];
    const { title, code } = this.#kinds.recipients;
    const system = this.#mapping.tables['section-codes']?.system;
    return [
      {
        title,
        code: { coding: [filled<Coding>({ system, code }) as Coding] },
        text: { status: 'generated', div: listOf(all.map(({ tree }) => wordsOfName(tree))) },
        entry: all.map(({ fullUrl }) => ({ reference: fullUrl })),
      },
    ];
  }

  #apply(rule: Rule, from: CdaElement, path: string, tree: Tree): void {
    applyRule(rule, { from, path }, tree, this.#context(rule));
  }

  #context({ map }: Rule): CdaContext {
    const { tables } = this.#mapping;
    return {
      tables,
      table: tables[map ?? ''],
      take: (element) => this.taken.add(element),
      miss: (element) => this.#missed.push(element),
      entriesIn: (section, codes) => this.#entries?.makeIn(section, codes) ?? [],
    };
  }

  losses(): Issue[] {
    const { made = new Map(), explained = new Map() } = this.#entries ?? {};
    return cdaLosses(this.#root, this.#mapping, { taken: this.taken, missed: this.#missed, made, explained });
  }
}

const named = ({ kind: name, tree, fullUrl }: MadeEntry): Made => ({ name: `entry ${name}`, tree, fullUrl });

/** A person has names, an organization one. */
function wordsOfName({ name }: Tree): string {
  const [first] = [name].flat() as (HumanName | string | undefined)[];
  return typeof first === 'string' ? first : (first?.text ?? '');
}

const CONFIDENTIALITY = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';

/** Of the document and of all its sections. */
function confidentialityWithin(root: CdaElement): string[] {
  const own = elementsAt(root, 'confidentialityCode').map(({ attributes }) => attributes.get('code') ?? '');
  const within = ['component/structuredBody/component/section', 'component/section'];
  return [...own, ...within.flatMap((path) => elementsAt(root, path)).flatMap(confidentialityWithin)];
}

const textOfId = ({ identifier }: Tree): string => JSON.stringify(identifier ?? {});

function lackingOf(composition: Tree, made: readonly Made[]): string | undefined {
  const missing = ['type', 'title', 'date'].find((element) => composition[element] === undefined);
  if (missing !== undefined) return { type: 'code', title: 'title', date: 'effectiveTime' }[missing];
  if (!made.some(({ name }) => name === 'Patient')) return 'recordTarget';
  return made.some(({ name }) => name === 'Author') ? undefined : 'author';
}

function bundleOf(composition: Tree, bundle: Tree, made: readonly Made[]): Bundle {
  const of = (name: string) => made.filter((one) => one.name === name).map(({ fullUrl }) => ({ reference: fullUrl }));
  const [subject] = of('Patient');
  const [encounter] = of('Encounter');
  const [custodian] = of('Custodian');
  const [legal] = of('Authenticator');
  const time = (composition['attester'] as { time?: string }[] | undefined)?.[0]?.time;
  const { attester: _, ...rest } = composition;
  const whole = {
    ...rest,
    subject,
    ...(encounter === undefined ? {} : { encounter }),
    author: of('Author'),
    ...(custodian === undefined ? {} : { custodian }),
    ...(legal === undefined
      ? {}
      : { attester: [{ mode: 'legal', ...(time === undefined ? {} : { time }), party: legal }] }),
  } as unknown as Composition;
  const { date = '' } = whole;
  const completed = ({ name, tree }: Made) => (name === 'Encounter' ? { ...completedEncounter(tree), subject } : tree);
  const entry = [
    { fullUrl: `urn:uuid:${nameUuid(`cda:${textOfId(composition)}:Composition`)}`, resource: whole },
    ...made.map((one) => ({ fullUrl: one.fullUrl, resource: completed(one) })),
  ] as BundleEntry[];
  return {
    resourceType: 'Bundle',
    ...bundle,
    type: 'document',
    // A document has a moment; one that is dated by the day is of its beginning in Japan.
    timestamp: date.includes('T') ? date : `${date.padEnd(10, '-01').slice(0, 10)}T00:00:00+09:00`,
    entry,
  };
}
