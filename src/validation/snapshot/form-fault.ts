/** Has a definition the form of a StructureDefinition, in all that is read of it? A broken one must not break what reads it. */
import type { StructureDefinition } from '@medplum/fhirtypes';
import { FAULTS, type Fault } from './fault.ts';

/** A test of one value; absent values have any form. */
type Form = (value: unknown) => boolean;

const text: Form = (value) => typeof value === 'string';
const number: Form = (value) => typeof value === 'number';
const flag: Form = (value) => typeof value === 'boolean';
const list =
  (of: Form): Form =>
  (value) =>
    Array.isArray(value) && value.every(of);
const fields =
  (forms: Readonly<Record<string, Form>>): Form =>
  (value) =>
    typeof value === 'object' && value !== null && wrongIn(value, forms) === undefined;

const EXTENSIONS = { extension: list(fields({ url: text })) };

const ELEMENT = {
  ...EXTENSIONS,
  id: text,
  path: text,
  sliceName: text,
  min: number,
  max: text,
  maxLength: number,
  contentReference: text,
  isModifier: flag,
  base: fields({ path: text, min: number, max: text }),
  type: list(
    fields({ ...EXTENSIONS, code: text, profile: list(text), targetProfile: list(text), aggregation: list(text) }),
  ),
  constraint: list(fields({ key: text, severity: text, human: text, expression: text, source: text })),
  binding: fields({ ...EXTENSIONS, strength: text, valueSet: text }),
  slicing: fields({ discriminator: list(fields({ type: text, path: text })), rules: text, ordered: flag }),
};

const ELEMENTS = fields({ element: list(fields(ELEMENT)) });

const STRUCTURE = {
  ...EXTENSIONS,
  url: text,
  version: text,
  name: text,
  kind: text,
  type: text,
  baseDefinition: text,
  derivation: text,
  context: list(fields({ type: text, expression: text })),
  contextInvariant: list(text),
  snapshot: ELEMENTS,
  differential: ELEMENTS,
};

/** The first member that has another form than R4 gives it. */
export function formFault(definition: StructureDefinition): Fault | undefined {
  const wrong = wrongIn(definition, STRUCTURE);
  return wrong === undefined ? undefined : FAULTS.malformed(wrong);
}

function wrongIn(object: object, forms: Readonly<Record<string, Form>>): string | undefined {
  const values = object as Readonly<Record<string, unknown>>;
  return Object.keys(forms).find((name) => values[name] !== undefined && forms[name]?.(values[name]) === false);
}
