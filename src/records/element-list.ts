/** Says of an element of R4 by its path in a resource whether it repeats, and how JSON names it. */
import type { ElementDefinition } from '@medplum/fhirtypes';
import type { Definitions } from '#validation';

const CORE = 'http://hl7.org/fhir/StructureDefinition/';

export interface ElementFound {
  readonly list: boolean;
  /** Whether its name in JSON is followed by its type, as in `valueString`. */
  readonly choice: boolean;
  readonly definition: ElementDefinition;
}

/** The element `names` below a type, e.g. `Patient`, [`contact`, `name`, `given`]; undefined where R4 has none. */
export function elementAt(definitions: Definitions, type: string, names: readonly string[]): ElementFound | undefined {
  let [within, prefix] = [type, type];
  let found: ElementFound | undefined;
  for (const name of names) {
    const elements = definitions.structure(`${CORE}${within}`)?.snapshot?.element ?? [];
    const plain = elements.find(({ path }) => path === `${prefix}.${name}`);
    const definition =
      plain ??
      elements.find(({ path = '' }) => path.endsWith('[x]') && isChoiceName(path.slice(0, -3), `${prefix}.${name}`));
    if (definition === undefined) return undefined;
    found = { list: definition.base?.max !== '1', choice: definition.path?.endsWith('[x]') === true, definition };
    [within, prefix] = below(definition, within, name);
  }
  return found;
}

const isChoiceName = (base: string, path: string): boolean =>
  path === base || (path.startsWith(base) && /^[A-Z]/.test(path.slice(base.length)));

/** Where the children of an element are defined: beside it, at another place of its structure, or in its type's. */
function below(
  { contentReference, path = '', type = [] }: ElementDefinition,
  within: string,
  name: string,
): [string, string] {
  if (contentReference) return [within, contentReference.slice(contentReference.indexOf('#') + 1)];
  const choice = path.endsWith('[x]') ? name.slice((path.split('.').at(-1) ?? '').length - 3) : '';
  const code = type.find((one) => one.code?.toLowerCase() === choice.toLowerCase())?.code ?? type[0]?.code ?? '';
  return code === 'BackboneElement' || code === 'Element' ? [within, path] : [code, code];
}

/** The first path in an expression, among those that begin with the type, that R4 has no element for; as far as names alone tell. */
export function leadsNowhere(definitions: Definitions, type: string, expression: string): string | undefined {
  const paths = expression.matchAll(new RegExp(`(?<![\\w.'])${type}((?:\\.[a-z]\\w*(?![\\w(]))+)`, 'g'));
  for (const [, said = ''] of paths) {
    const names = said.slice(1).split('.');
    for (const at of names.keys()) {
      const found = elementAt(definitions, type, names.slice(0, at + 1));
      if (found === undefined) return [type, ...names.slice(0, at + 1)].join('.');
      // What lies below a choice, or in a resource, depends on what is there.
      if (found.choice || found.definition.type?.[0]?.code === 'Resource') break;
    }
  }
  return undefined;
}
