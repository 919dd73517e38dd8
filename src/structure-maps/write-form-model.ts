/** The form of a mapping, or its message, as a FHIR logical model: what the StructureMaps of it read or write. */
import type { ElementDefinition, StructureDefinition } from '@medplum/fhirtypes';
import { codeSystemUrl } from '#fhir';
import { type Mapping, narrativeOf, type Rule } from '#mapping';
import { elementNames, modelId, modelUrl, nameOf } from './map-names.ts';

const BASE = 'http://hl7.org/fhir/StructureDefinition/Element';

export function formModel(mapping: Mapping): StructureDefinition {
  const id = modelId(mapping);
  const type = nameOf(id);
  const element = elementsOf(mapping, type);
  return {
    resourceType: 'StructureDefinition',
    id,
    text: narrativeOf(mapping.title),
    url: modelUrl(mapping),
    version: mapping.version,
    name: type,
    title: mapping.title,
    status: 'active',
    description: `${mapping.title}。値は欄に書かれた文字のままです。 / Values are the text as it stands in the field.`,
    fhirVersion: '4.0.1',
    kind: 'logical',
    abstract: false,
    type,
    baseDefinition: BASE,
    derivation: 'specialization',
    snapshot: { element: element.map((one) => ({ ...one, base: { path: one.path, min: one.min, max: one.max } })) },
    differential: { element },
  };
}

type FormElement = ElementDefinition & { readonly path: string; readonly min: number; readonly max: string };

function elementsOf(mapping: Mapping, type: string): FormElement[] {
  const names = elementNames(mapping);
  const { rules, rowTables, title } = mapping;
  const head = fieldsOf(rules.filter(({ table }) => table === undefined));
  const rows = Object.entries(rowTables).flatMap(([name, table]): FormElement[] => {
    const path = `${type}.${names.table(name)}`;
    const own = fieldsOf(rules.filter((rule) => rule.table === name));
    return [
      {
        ...element(path, '*', table.title),
        label: table.title,
        type: [{ code: 'BackboneElement' }],
        code: [codeOf(name)],
      },
      ...own.map((rule) => fieldElement(`${path}.${names.field(rule.source)}`, rule)),
    ];
  });
  return [
    element(type, '*', title),
    ...head.map((rule) => fieldElement(`${type}.${names.field(rule.source)}`, rule)),
    ...rows,
  ];
}

/** A field of a message may have several rules; the first names it. */
const fieldsOf = (rules: readonly Rule[]): Rule[] =>
  [...new Map(rules.toReversed().map((rule) => [rule.source, rule])).values()].toReversed();

const element = (path: string, max: string, words: string): FormElement => ({
  id: path,
  path,
  short: words,
  definition: words,
  min: 0,
  max,
});

function fieldElement(path: string, { source, label, aliases }: Rule): FormElement {
  return {
    ...element(path, '1', label),
    label,
    ...(aliases === undefined ? {} : { alias: [...aliases] }),
    code: [codeOf(source)],
    type: [{ code: 'string' }],
  };
}

/** The field's own id: what the tables and the catalogue of forms call it. */
const codeOf = (source: string) => ({ system: codeSystemUrl('form-field'), code: source });
