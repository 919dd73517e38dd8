/** A StructureMap from JSON or from text in the FHIR Mapping Language, with what the parser of that language cuts off in silence. */
import { parseMappingLanguage } from '@medplum/core';
import type { StructureMap } from '@medplum/fhirtypes';
import { type Issue, type Refusal, refuseAll } from '#fhir';
import { mapIssue } from './map-issue.ts';

/** Refuses (400) what cannot be parsed; a deep path is an issue, since the parser keeps only its first step. */
export function readMapText(text: string): { map: StructureMap; issues: Issue[] } | Refusal {
  try {
    return { map: withIds(parseMappingLanguage(text)), issues: deepPaths(text) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return refuseAll(400, [mapIssue('map-unreadable', { path: 'StructureMap' }, why)]);
  }
}

/** A code table within the text is called `#name`, but the parser gives it no id. */
function withIds({ contained = [], ...map }: StructureMap): StructureMap {
  if (contained.length === 0) return map;
  const named = contained.map((one) => {
    if (one.resourceType !== 'ConceptMap') return one;
    const { url = '', ...rest } = one;
    return url.startsWith('#') ? { ...rest, id: url.slice(1) } : one;
  });
  return { ...map, contained: named };
}

/** Strings, comments, and the brackets of conditions hold paths of their own. */
const ELSEWHERE = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\/\/[^\n]*|\/\*[\s\S]*?\*\/|\b(?:where|check)\s*\([^)]*\)/g;
const DEEP = /\b[A-Za-z_]\w*(?:\.[A-Za-z_]\w*){2,}/g;

function deepPaths(text: string): Issue[] {
  const plain = text.replace(ELSEWHERE, (found) => found.replace(/[^\n]/g, ' '));
  return [...plain.matchAll(DEEP)].map(({ 0: path, index }) => {
    const before = plain.slice(0, index).split('\n');
    const place = { line: before.length, column: (before.at(-1) ?? '').length + 1 };
    return mapIssue('map-deep-path', { path, ...place }, path);
  });
}
