/** The operation on concept maps: `$translate` (R4 § ConceptMap operations). */
import type { Coding, ConceptMap, Parameters, ParametersParameter } from '@medplum/fhirtypes';
import { isRefusal, type Refusal, withoutVersion } from '#fhir';
import { type Around, canonicalOf, codingsOf, inlineOf, loaded, operation } from './operation.ts';
import type { Asked } from './read-parameters.ts';
import { parameterWrong } from './refusals.ts';
import { isTranslated, type Match, translate } from './translate.ts';

const TRANSLATE = {
  url: 'text',
  conceptMap: 'resource',
  conceptMapVersion: 'text',
  code: 'text',
  system: 'text',
  version: 'text',
  source: 'text',
  coding: 'Coding',
  codeableConcept: 'CodeableConcept',
  target: 'text',
  targetsystem: 'text',
  dependency: 'parts',
  reverse: 'boolean',
} as const;

export const translateCode = operation(TRANSLATE, (asked, around) => {
  const codings = codingsOf(asked);
  if (isRefusal(codings)) return codings;
  const maps = mapsOf(asked, around);
  if (isRefusal(maps)) return maps;
  const dependencies = dependenciesOf(asked.dependency ?? []);
  if (isRefusal(dependencies)) return dependencies;
  const { source } = around.terminology.world;
  const matches = codings.flatMap((coding) =>
    translate({
      maps,
      coding,
      targetSystem: asked.targetsystem,
      reverse: asked.reverse ?? false,
      dependencies,
      otherMap: (canonical) => source.conceptMap?.(canonical),
    }),
  );
  return answer(matches);
});

/** The map that is named or sent; where none is, every map between the named value sets. */
function mapsOf(asked: Asked<typeof TRANSLATE>, around: Around): readonly ConceptMap[] | Refusal {
  const { source } = around.terminology.world;
  const inline = inlineOf<ConceptMap>('conceptMap', 'ConceptMap', asked.conceptMap);
  if (isRefusal(inline)) return inline;
  const canonical = canonicalOf(asked.url, asked.conceptMapVersion, around);
  if (inline !== undefined && canonical !== undefined)
    return parameterWrong('conceptMap', 'url と一緒には送れません。', 'it cannot be sent together with a url');
  if (inline !== undefined) return [inline];
  if (canonical !== undefined) {
    const map = loaded('ConceptMap', canonical, source.conceptMap?.(canonical));
    return isRefusal(map) ? map : [map];
  }
  const [from, to] = asked.reverse === true ? [asked.target, asked.source] : [asked.source, asked.target];
  return [...(source.conceptMaps?.() ?? [])].filter(
    (map) => fits(from, map.sourceUri ?? map.sourceCanonical) && fits(to, map.targetUri ?? map.targetCanonical),
  );
}

const fits = (wanted: string | undefined, has: string | undefined): boolean =>
  wanted === undefined || (has !== undefined && withoutVersion(has) === withoutVersion(wanted));

function dependenciesOf(given: readonly (readonly ParametersParameter[])[]): ReadonlyMap<string, string> | Refusal {
  const found = new Map<string, string>();
  for (const parts of given) {
    const element = parts.find(({ name }) => name === 'element')?.valueUri;
    const code = parts.find(({ name }) => name === 'concept')?.valueCodeableConcept?.coding?.[0]?.code;
    if (typeof element !== 'string' || typeof code !== 'string')
      return parameterWrong(
        'dependency',
        'element（uri）と concept（CodeableConcept）が必要です。',
        'it needs an element (uri) and a concept (CodeableConcept)',
      );
    found.set(element, code);
  }
  return found;
}

function answer(matches: readonly Match[]): Parameters {
  const translated = isTranslated(matches);
  const message = '対応するコードがありません。 / there is no code to translate to';
  return {
    resourceType: 'Parameters',
    parameter: [
      { name: 'result', valueBoolean: translated },
      ...(translated ? [] : [{ name: 'message', valueString: message }]),
      ...matches.map(matchParameter),
    ],
  };
}

function matchParameter({ equivalence, concept, product, source }: Match): ParametersParameter {
  return {
    name: 'match',
    part: [
      { name: 'equivalence', valueCode: equivalence },
      ...(concept.code === undefined ? [] : [{ name: 'concept', valueCoding: concept }]),
      ...product.map(({ element, concept: coding }: { element: string; concept: Coding }) => ({
        name: 'product',
        part: [
          { name: 'element', valueUri: element },
          { name: 'concept', valueCoding: coding },
        ],
      })),
      ...(source === '' ? [] : [{ name: 'source', valueUri: source }]),
    ],
  };
}
