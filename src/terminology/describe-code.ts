/** Tells everything that is loaded about one code (R4 `$lookup`): names, designations, properties, parents and children. */
import type { CodeSystemConceptProperty, Parameters, ParametersParameter } from '@medplum/fhirtypes';
import type { Refusal } from '#fhir';
import { type Concept, type Concepts, childrenOf, isAbstract, isInactive } from './concepts.ts';
import { isKnownWhole, matchesGrammar, nameInGrammar } from './grammars.ts';
import { languagesOf, nameIn } from './names.ts';
import { codeAbsent, notLoaded, uncheckable } from './refusals.ts';
import type { World } from './world.ts';

export interface Describing {
  readonly system: string;
  readonly version?: string | undefined;
  readonly code: string;
  readonly displayLanguage?: string | undefined;
  /** Which properties to tell; none means all. */
  readonly property?: readonly string[] | undefined;
}

/** The answer as Parameters. Refused when the system is not loaded, or has no such code. */
export function describeCode(asked: Describing, world: World): Parameters | Refusal {
  const { system, version, code } = asked;
  const canonical = version === undefined ? system : `${system}|${version}`;
  const concepts = world.concepts(canonical);
  if (version !== undefined && concepts !== undefined && concepts.system.version !== version)
    return notLoaded('CodeSystem', canonical);
  const concept = concepts?.get(code);
  if (concepts !== undefined && concept !== undefined) return described(concept, concepts, asked);
  const grammar = matchesGrammar(system, code);
  if (grammar === false) return codeAbsent(system, code);
  if (grammar === true && isKnownWhole(system)) return inGrammar(asked);
  if (concepts === undefined) return grammar === true ? uncheckable(code, system) : notLoaded('CodeSystem', canonical);
  return concepts.complete && !concepts.absent ? codeAbsent(system, code) : uncheckable(code, system);
}

function described(concept: Concept, concepts: Concepts, asked: Describing): Parameters {
  const { system } = concepts;
  const { display, designation = [] } = concept.definition;
  const wanted = (name: string) => (asked.property ?? []).length === 0 || asked.property?.includes(name) === true;
  const name = nameIn(
    { display, language: system.language, designations: designation },
    languagesOf(asked.displayLanguage),
  );
  return {
    resourceType: 'Parameters',
    parameter: [
      { name: 'name', valueString: system.name ?? system.title ?? concepts.url },
      ...(system.version === undefined ? [] : [{ name: 'version', valueString: system.version }]),
      { name: 'display', valueString: name ?? concept.code },
      ...(wanted('designation') ? designationsOf(concept, concepts) : []),
      ...propertiesOf(concept, concepts)
        .filter(([code]) => wanted(code))
        .map(([, property]) => property),
    ],
  };
}

function designationsOf({ definition }: Concept, { system }: Concepts): ParametersParameter[] {
  const { display, designation = [] } = definition;
  const own =
    display === undefined || system.language === undefined ? [] : [{ language: system.language, value: display }];
  return [...own, ...designation].map(({ language, value, ...rest }) => ({
    name: 'designation',
    part: [
      ...(language === undefined ? [] : [{ name: 'language', valueCode: language }]),
      ...('use' in rest && rest.use !== undefined ? [{ name: 'use', valueCoding: rest.use }] : []),
      { name: 'value', valueString: value ?? '' },
    ],
  }));
}

/** Own properties, and those that FHIR defines for every system (R4 § 4.8.7). */
function propertiesOf(concept: Concept, concepts: Concepts): [string, ParametersParameter][] {
  const { definition, parents } = concept;
  const relatives = (name: string, codes: readonly string[]) =>
    codes.map((code): [string, ParametersParameter] => [name, relative(name, code, concepts)]);
  const own = (definition.property ?? []).filter(({ code = '' }) => code !== 'parent' && code !== 'child');
  return [
    ...(definition.definition === undefined ? [] : [pair('definition', { valueString: definition.definition })]),
    pair('inactive', { valueBoolean: isInactive(concept, concepts) }),
    ...(isAbstract(concept, concepts) ? [pair('notSelectable', { valueBoolean: true })] : []),
    ...relatives('parent', parents),
    ...relatives('child', childrenOf(concepts, concept.code)),
    ...own
      .filter(({ code }) => code !== 'inactive' && code !== 'notSelectable')
      .map(({ code = '', ...value }) => pair(code, value)),
  ];
}

const pair = (code: string, value: Omit<CodeSystemConceptProperty, 'code'>): [string, ParametersParameter] => [
  code,
  { name: 'property', part: [{ name: 'code', valueCode: code }, { name: 'value', ...value } as ParametersParameter] },
];

function relative(name: string, code: string, concepts: Concepts): ParametersParameter {
  const display = concepts.get(code)?.definition.display;
  return {
    name: 'property',
    part: [
      { name: 'code', valueCode: name },
      { name: 'value', valueCode: code },
      ...(display === undefined ? [] : [{ name: 'description', valueString: display }]),
    ],
  };
}

function inGrammar({ system, code, displayLanguage }: Describing): Parameters {
  const name = nameInGrammar(system, code, languagesOf(displayLanguage)[0]) ?? nameInGrammar(system, code) ?? code;
  return {
    resourceType: 'Parameters',
    parameter: [
      { name: 'name', valueString: system },
      { name: 'display', valueString: name },
    ],
  };
}
