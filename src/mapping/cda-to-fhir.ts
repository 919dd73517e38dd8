/** A CDA R2 document (退院時サマリー, 診療情報提供書) as a FHIR document, with everything that it could not carry. */
import type { Bundle, BundleEntry, CodeableConcept, Composition } from '@medplum/fhirtypes';
import { type Issue, isRefusal, type Refusal, refuse, refuseAll } from '#fhir';
import { type CdaContext, cdaCodecs } from './cda-codecs.ts';
import type { CdaCodecName } from './codec-names.ts';
import { loadMapping } from './load-mapping.ts';
import type { Mapping, Rule } from './mapping.ts';
import { messagePath, writeMessage } from './message-path.ts';
import { nameUuid } from './name-uuid.ts';
import type { Tree } from './path.ts';
import { type CdaElement, elementsAt, readCda, textWithin } from './read-cda.ts';

export interface CdaOutcome {
  readonly output: Bundle;
  readonly issues: readonly Issue[];
  /** Places, `recordTarget/patientRole/id`. */
  readonly mapped: readonly string[];
  readonly mapping: Mapping;
}

/** The types of the resources that the rules name otherwise. */
export const CDA_TYPES: Readonly<Record<string, string>> = {
  Author: 'Practitioner',
  Authenticator: 'Practitioner',
  Custodian: 'Organization',
};
const CONTAINED_MAX = 50;

/** Bytes → a document. Refuses with line and column what is no CDA, and, when strict, any undeclared loss (422). */
export function cdaToFhir(bytes: Uint8Array, { strict = false } = {}): CdaOutcome | Refusal {
  const mapping = loadMapping('cda-to-fhir');
  if (isRefusal(mapping)) return mapping;
  const root = readCda(bytes);
  if (isRefusal(root)) return root;
  const run = new Run(root, mapping);
  const output = run.document();
  if (isRefusal(output)) return output;
  const issues = run.losses();
  const grave = issues.filter(({ severity }) => severity !== 'information');
  if (strict && grave.length > 0) return refuseAll(422, grave);
  return { output, issues, mapped: [...run.taken].map(({ place }) => place), mapping };
}

interface Made {
  readonly name: string;
  readonly tree: Tree;
  readonly fullUrl: string;
}

class Run {
  readonly taken = new Set<CdaElement>();
  readonly #missed: CdaElement[] = [];
  readonly #root: CdaElement;
  readonly #mapping: Mapping;
  readonly #composition: Tree = { resourceType: 'Composition', status: 'final' };

  constructor(root: CdaElement, mapping: Mapping) {
    this.#root = root;
    this.#mapping = mapping;
  }

  document(): Bundle | Refusal {
    for (const rule of this.#rules('Composition')) this.#apply(rule, this.#root, rule.source, this.#composition);
    const made = this.#mapping.rules
      .filter(({ codec }) => codec === 'cda-resource')
      .flatMap((rule) => this.#resources(rule));
    const lacking = lackingOf(this.#composition, made);
    return lacking === undefined ? bundleOf(this.#composition, made) : incomplete(lacking, this.#root);
  }

  #rules(name: string): Rule[] {
    return this.#mapping.rules.filter(({ target }) => typeof target === 'string' && target.startsWith(`${name}.`));
  }

  /** One for each element at the path of the rule. */
  #resources({ source, target }: Rule): Made[] {
    const name = String(target);
    const key = textOfId(this.#composition);
    return (
      elementsAt(this.#root, source)
        // A device that wrote a part of it is no person, and a signature without a name says nothing.
        .filter(
          (element) => CDA_TYPES[name] !== 'Practitioner' || elementsAt(element, 'assignedPerson/name').length > 0,
        )
        .slice(0, CONTAINED_MAX)
        .map((element, at) => {
          const tree: Tree = { resourceType: CDA_TYPES[name] ?? name };
          for (const rule of this.#rules(name))
            if (rule.source.startsWith(`${source}/`))
              this.#apply(rule, element, rule.source.slice(source.length + 1), tree);
          return { name, tree, fullUrl: `urn:uuid:${nameUuid(`cda:${key}:${name}:${at}`)}` };
        })
    );
  }

  #apply(rule: Rule, from: CdaElement, path: string, tree: Tree): void {
    const codec = cdaCodecs[rule.codec as CdaCodecName];
    const steps = messagePath(String(rule.target).split('.').slice(1).join('.'));
    const many = String(rule.target).endsWith('[]');
    const elements = elementsAt(from, path);
    for (const element of many ? elements : elements.slice(0, 1)) {
      const value = codec(element, this.#context(rule));
      if (value !== undefined) writeMessage(tree, steps, value, 0);
    }
  }

  #context({ map }: Rule): CdaContext {
    const { tables } = this.#mapping;
    return {
      tables,
      table: tables[map ?? ''],
      take: (element) => this.taken.add(element),
      miss: (element) => this.#missed.push(element),
    };
  }

  /** One issue for each element that was not carried and holds anything, with its place. */
  losses(): Issue[] {
    const declared = new Map(
      this.#mapping.rules.flatMap(({ source, loss, label }) =>
        loss === undefined ? [] : [[source, { loss, label }] as const],
      ),
    );
    const issues: Issue[] = [];
    const visit = (element: CdaElement, said?: { loss: string; label: string }): void => {
      if (this.taken.has(element)) return;
      const known =
        declared.get(element.place.replaceAll(/\[\d+\]/g, '').replace(/(component\/section\/)+/, '')) ?? said;
      if (holdsTaken(element, this.taken)) {
        for (const child of element.children) visit(child, known);
      } else if (hasValue(element)) issues.push(lossOf(element, known));
    };
    for (const child of this.#root.children) visit(child);
    return [...issues, ...this.#missed.map((element) => lossOf(element, undefined))];
  }
}

const holdsTaken = ({ children }: CdaElement, taken: ReadonlySet<CdaElement>): boolean =>
  children.some((child) => taken.has(child) || holdsTaken(child, taken));

/** Attributes that say of what kind an element is, not what it says. */
const STRUCTURE: readonly string[] = [
  'classCode',
  'moodCode',
  'typeCode',
  'determinerCode',
  'contextConductionInd',
  'nullFlavor',
  'xsi:type',
];

const hasValue = (element: CdaElement): boolean =>
  textWithin(element) !== '' ||
  [...element.attributes.keys()].some((name) => !STRUCTURE.includes(name)) ||
  element.children.some(hasValue);

function lossOf({ place, line, column }: CdaElement, declared: { loss: string; label: string } | undefined): Issue {
  const where = { expression: place, line, column };
  return declared === undefined
    ? {
        severity: 'warning',
        code: 'mapping-unmapped',
        type: 'incomplete',
        ja: `${place}: この要素を写す規則がありません。`,
        en: `${place}: no rule carries this element`,
        ...where,
      }
    : {
        severity: 'information',
        code: 'mapping-declared-loss',
        type: 'informational',
        ja: `${place}: 「${declared.label}」の一部は写しません。${declared.loss}`,
        en: `${place}: is not carried, as its rule declares`,
        ...where,
      };
}

const textOfId = ({ identifier }: Tree): string => JSON.stringify(identifier ?? {});

function lackingOf(composition: Tree, made: readonly Made[]): string | undefined {
  const missing = ['identifier', 'type', 'title', 'date'].find((element) => composition[element] === undefined);
  if (missing !== undefined) return { identifier: 'id', type: 'code', title: 'title', date: 'effectiveTime' }[missing];
  if (!made.some(({ name }) => name === 'Patient')) return 'recordTarget';
  return made.some(({ name }) => name === 'Author') ? undefined : 'author';
}

function incomplete(element: string, { line, column }: CdaElement): Refusal {
  return refuse(422, {
    code: 'cda-incomplete',
    type: 'required',
    ja: `文書に必要な要素 ${element} がないか、読めません。`,
    en: `the document lacks the element \`${element}\`, or it cannot be read`,
    expression: element,
    line,
    column,
  });
}

function bundleOf(composition: Tree, made: readonly Made[]): Bundle {
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
  const key = JSON.stringify(composition['identifier']);
  const { date = '', identifier } = whole;
  const entry = [
    { fullUrl: `urn:uuid:${nameUuid(`cda:${key}:Composition`)}`, resource: whole },
    ...made.map(({ fullUrl, name, tree }) => ({ fullUrl, resource: completed(name, tree, subject) })),
  ] as BundleEntry[];
  return {
    resourceType: 'Bundle',
    type: 'document',
    ...(identifier === undefined ? {} : { identifier }),
    // A document has a moment; one that is dated by the day is of its beginning in Japan.
    timestamp: date.includes('T') ? date : `${date.padEnd(10, '-01').slice(0, 10)}T00:00:00+09:00`,
    entry,
  };
}

const ENCOUNTER_CODES = 'urn:oid:2.16.840.1.113883.5.4';

/** What FHIR demands of a stay and a document may leave unsaid is said to be unknown. */
function completed(name: string, tree: Tree, subject: object | undefined): Tree {
  if (name !== 'Encounter') return tree;
  const { end } = (tree['period'] ?? {}) as { end?: string };
  const codes = ((tree['type'] as CodeableConcept[] | undefined) ?? []).flatMap(({ coding = [] }) => coding);
  const kind = codes.find(({ system }) => system === ENCOUNTER_CODES)?.code;
  const table = `http://terminology.hl7.org/CodeSystem/${kind === undefined ? 'v3-NullFlavor' : 'v3-ActCode'}`;
  const status = end === undefined ? 'unknown' : 'finished';
  return { ...tree, status, class: { system: table, code: kind ?? 'UNK' }, subject };
}
