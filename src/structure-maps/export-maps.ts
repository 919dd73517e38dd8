/** Everything by which another house reads a mapping: its form as a model, its rules as StructureMaps, its codes as ConceptMaps. */
import type { ConceptMap, StructureDefinition, StructureMap } from '@medplum/fhirtypes';
import { CDA_TYPES } from '#cda';
import { isRefusal } from '#fhir';
import { type Mapping, targetsOf } from '#mapping';
import { messageMapping } from '#messages';
import { codecLibrary } from './codec-library.ts';
import { conceptMaps } from './map-concepts.ts';
import { splitTarget } from './map-steps.ts';
import { formModel } from './write-form-model.ts';
import { type ResourceTypes, structureMap, waysOf } from './write-structure-map.ts';

/** The model, the StructureMaps, the ConceptMaps, and the library of codecs that the maps import. */
export function exportMaps(mapping: Mapping): (StructureDefinition | StructureMap | ConceptMap)[] {
  return [formModel(mapping), ...structureMapsOf(mapping), ...conceptMaps(mapping), codecLibrary()];
}

/** One StructureMap for each way that the mapping leads. */
export function structureMapsOf(mapping: Mapping): StructureMap[] {
  const types = typesOf(mapping);
  return waysOf(mapping).map((way) => structureMap(mapping, way, types));
}

/** A form or a list declares its resources; a message names them in its rules, and calls some by another name than their type. */
function typesOf({ kind, id, resources, rules }: Mapping): ResourceTypes {
  const named = rules.flatMap((rule) => Object.values(targetsOf(rule)).map((target) => splitTarget(target).name));
  if (kind !== 'message')
    return Object.fromEntries(
      Object.entries(resources).flatMap(([name, { type, byId }]) =>
        // One of which only the id is known is nobody's to make.
        byId === true && !named.includes(name) ? [] : [[name, type]],
      ),
    );
  const other = otherNames(id);
  return Object.fromEntries([...new Set(named)].map((name) => [name, other[name] ?? name]));
}

function otherNames(id: string): ResourceTypes {
  if (id === 'cda-to-fhir') return CDA_TYPES;
  const messages = messageMapping();
  if (isRefusal(messages)) return {};
  return Object.fromEntries(Object.entries(messages.resources).map(([name, { type }]) => [name, type]));
}
