/** What of a CDA document was not carried: one issue for each element that holds anything, with its place and why. */
import type { Issue } from '#fhir';
import type { Mapping } from '#mapping';
import { type CdaElement, textWithin } from './read-cda.ts';

export interface Carried {
  /** Elements that arrived, each with all that is in it. */
  readonly taken: ReadonlySet<CdaElement>;
  /** Elements within those that did not. */
  readonly missed: readonly CdaElement[];
  /** Statements of which something was made, by the name of its kind. */
  readonly made: ReadonlyMap<CdaElement, string>;
  /** Statements of which nothing could be made, and why. */
  readonly explained: ReadonlyMap<CdaElement, Issue>;
}

type Declared = { readonly loss: string; readonly label: string };

const declaredLosses = new WeakMap<Mapping, ReadonlyMap<string, Declared>>();

/** By the resource and the path of the rule; sorted out once for the life of a mapping. */
function declaredIn(mapping: Mapping): ReadonlyMap<string, Declared> {
  const known = declaredLosses.get(mapping);
  if (known !== undefined) return known;
  const declared = new Map(
    mapping.rules.flatMap(({ source, target, loss, label }): [string, Declared][] =>
      loss === undefined ? [] : [[`${String(target ?? '').split('.')[0]}|${source}`, { loss, label }]],
    ),
  );
  declaredLosses.set(mapping, declared);
  return declared;
}

export function cdaLosses(root: CdaElement, mapping: Mapping, carried: Carried): Issue[] {
  const declared = declaredIn(mapping);
  const issues: Issue[] = [];
  const holding = holdersOf([...carried.taken, ...carried.explained.keys()]);
  const visit = (element: CdaElement, path: string, kind: string, above?: Declared): void => {
    const why = carried.explained.get(element);
    if (why !== undefined) issues.push(why);
    if (why !== undefined || carried.taken.has(element)) return;
    const name = element.name === 'templateId' ? 'templateId' : path;
    const said = declared.get(`${kind}|${path}`) ?? declared.get(`|${name}`) ?? above;
    if (!holding.has(element)) {
      if (hasValue(element)) issues.push(lossOf(element, said));
      return;
    }
    const own = carried.made.get(element) ?? kind;
    for (const child of element.children) visit(child, pathOf(child, path, carried.made), own, said);
  };
  for (const child of root.children) visit(child, child.name, '');
  return [...issues, ...carried.missed.map((element) => lossOf(element, undefined))];
}

/** As rules write it: sections within sections are sections, and what a statement holds is said of every statement alike. */
function pathOf(element: CdaElement, above: string, made: Carried['made']): string {
  const { name, parent } = element;
  if (name === 'entry' && parent?.name === 'section') return 'entry';
  if (made.has(element)) return `entry/${name}`;
  return `${above}/${name}`.replace(/\/section\/component\/section$/, '/section');
}

/** All elements that hold one of these. */
function holdersOf(taken: readonly CdaElement[]): ReadonlySet<CdaElement> {
  const holders = new Set<CdaElement>();
  for (const element of taken)
    for (let at = element.parent; at !== undefined && !holders.has(at); at = at.parent) holders.add(at);
  return holders;
}

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

function lossOf({ place, line, column }: CdaElement, declared: Declared | undefined): Issue {
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
