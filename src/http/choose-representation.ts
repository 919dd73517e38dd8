/** What a request asks of the representation of its answer: the format, how it is set, and which part of each resource. */
import type { Request } from 'express';
import { type Issue, isRefusal, type Refusal, refuse } from '#fhir';
import { isElementOf, type Part, type Shapes } from '#representation';
import { SERVED_TYPES, type Shape } from '#visit';
import { type Format, formatAsked, parametersOf, shapeAsked } from './formats.ts';
import type { LeftOut } from './left-out.ts';
import { prefersLenient } from './preference.ts';
import type { Route } from './route.ts';

export interface Choice {
  readonly format: Format;
  readonly pretty: boolean;
  /** Absent: whole. */
  readonly part?: Part;
  /** What of the query says of no part that there is, where a search may leave that out. */
  readonly leftOut?: LeftOut;
}

/** Operations whose answer has formats of its own, which `Accept` need not name. */
const OF_OTHER_FORMATS: readonly string[] = ['$form'];
/** Operations that make some formats for people themselves. */
export const OWN_SHAPES: Readonly<Record<string, readonly Shape[]>> = {
  '$explain-access': ['html'],
  $disclosures: ['html', 'pdf', 'csv'],
  '$disclosure-record': ['html', 'pdf', 'csv'],
};
const SUMMARIES = ['true', 'text', 'data', 'false', 'count'] as const;
type Summary = (typeof SUMMARIES)[number];

/** The choice; or 400 or 406 before anything is done. */
export function chooseRepresentation(
  request: Request,
  route: Pick<Route, 'path' | 'interaction'>,
  shapes: Shapes,
  form?: URLSearchParams,
): Choice | Refusal {
  const parameters = parametersOf(request, form);
  if (shapeAsked(request, parameters, OWN_SHAPES[route.interaction] ?? []) !== undefined)
    return { format: 'json', pretty: false };
  const format = formatAsked(request, parameters);
  const free = OF_OTHER_FORMATS.includes(route.interaction) && !parameters.has('_format');
  if (isRefusal(format) && !free) return format;
  const pretty = parameters.getAll('_pretty');
  if (pretty.length > 1 || !['true', 'false', undefined].includes(pretty[0]))
    return badValue('_pretty', pretty.join('&'), ['true', 'false']);
  const checked: CheckNames = (names) => {
    const { path, interaction } = route;
    const named = path.split('/')[2] ?? '';
    const type = named.startsWith(':') ? String(request.params['type']) : named;
    return unknownElement(names, interaction.startsWith('$') ? '' : type, parameters, shapes);
  };
  const lenient = route.interaction.startsWith('search-') && prefersLenient(request);
  const { usable, leftOut } = lenient ? usableOf(parameters, route, checked) : { usable: parameters };
  const part = partAsked(usable, route, checked);
  if (isRefusal(part)) return part;
  return {
    format: isRefusal(format) ? 'json' : format,
    pretty: pretty[0] === 'true',
    ...(part === undefined ? {} : { part }),
    ...(leftOut === undefined ? {} : { leftOut }),
  };
}

/** Refuses names of elements that there are not. */
type CheckNames = (names: readonly string[]) => Refusal | undefined;

/** The query without what says of no part, or of another than what stands before it. */
function usableOf(
  parameters: URLSearchParams,
  route: Pick<Route, 'interaction'>,
  checked: CheckNames,
): { readonly usable: URLSearchParams; readonly leftOut: LeftOut } {
  const usable = new URLSearchParams();
  const pairs: [string, string][] = [];
  const issues: Issue[] = [];
  for (const pair of parameters) {
    const fault = partAsked(new URLSearchParams([...usable, pair]), route, checked);
    if (isRefusal(fault)) {
      pairs.push(pair);
      issues.push(...fault.issues.map((issue) => ({ ...issue, severity: 'warning' as const })));
    } else usable.append(...pair);
  }
  return { usable, leftOut: { pairs, issues } };
}

/** How a refusal is told: as JSON where the format itself is what is refused. */
export function choiceOfRefusal(request: Request): Choice {
  const parameters = parametersOf(request);
  const format = formatAsked(request, parameters);
  return { format: isRefusal(format) ? 'json' : format, pretty: parameters.get('_pretty') === 'true' };
}

/** Operations that tell how many records their answer has. */
const COUNTING: readonly string[] = ['$everything', '$lastn'];

/** What of each resource is asked for; `checked` refuses names of elements that there are not. */
export function partAsked(
  parameters: URLSearchParams,
  { interaction }: Pick<Route, 'interaction'>,
  checked: CheckNames,
): Part | undefined | Refusal {
  if (!isPartial(interaction)) return undefined;
  const given = parameters.getAll('_summary');
  const summary = given[0] ?? 'false';
  const counts = interaction.startsWith('search-') || COUNTING.includes(interaction);
  const valid = SUMMARIES.filter((one) => one !== 'count' || counts);
  if (given.length > 1 || !isOneOf(summary, valid)) return badValue('_summary', given.join('&'), valid);
  const elements = parameters.getAll('_elements').flatMap((list) => list.split(',').map((name) => name.trim()));
  if (elements.length > 0 && summary !== 'false') return eitherOr();
  if (elements.length > 0) return checked(elements) ?? { elements };
  return summary === 'false' || summary === 'count' ? undefined : { summary };
}

/** Reads, searches, histories, and operations, of which those that answer with a bundle are meant. */
export const isPartial = (interaction: string): boolean =>
  interaction === 'read' ||
  interaction === 'vread' ||
  interaction.startsWith('search-') ||
  interaction.startsWith('history') ||
  interaction.startsWith('$');

const isOneOf = (text: string, valid: readonly Summary[]): text is Summary =>
  (valid as readonly string[]).includes(text);

/** The refusal of names that no type in the answer has as an element; without a type, as of an operation, of all types. */
export function unknownElement(
  names: readonly string[],
  type: string,
  parameters: URLSearchParams,
  shapes: Shapes,
): Refusal | undefined {
  // What is included may be of any type.
  const includes = [...parameters.keys()].some((key) => /^_(rev)?include\b/.test(key));
  const types = [...(type === '' ? [] : [type]), ...(includes || type === '' ? SERVED_TYPES : [])];
  // A type that is not known is refused by its route.
  if (types.every((type) => shapes.resource(type) === undefined)) return undefined;
  const unknown = names.find((name) => !isElementOf(name, types, shapes));
  if (unknown === undefined) return undefined;
  const shown = types.length > 3 ? '' : ` (${types.join(', ')})`;
  return refuse(400, {
    code: 'elements-unknown',
    type: 'not-supported',
    ja: `_elements の「${unknown}」という要素はありません${shown}。リソース直下の要素名を指定してください。`,
    en: `\`_elements\` names \`${unknown}\`, which is no top-level element${shown}`,
    expression: 'http._elements',
    spec: 'https://hl7.org/fhir/R4/search.html#elements',
  });
}

const badValue = (name: string, found: string, valid: readonly string[]): Refusal =>
  refuse(400, {
    code: 'representation-invalid',
    type: 'value',
    ja: `「${name}」の値「${found}」は使えません。次の一つを指定してください: ${valid.join(', ')}`,
    en: `the value \`${found}\` of \`${name}\` is not valid here; give one of ${valid.join(', ')}`,
    expression: `http.${name}`,
  });

const eitherOr = (): Refusal =>
  refuse(400, {
    code: 'representation-conflict',
    type: 'invalid',
    ja: '_summary と _elements は一緒に使えません。どちらか一つにしてください。',
    en: '`_summary` and `_elements` cannot be asked for together; use one of them',
    expression: 'http._elements',
    spec: 'https://hl7.org/fhir/R4/search.html#elements',
  });
