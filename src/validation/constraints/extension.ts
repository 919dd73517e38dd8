/** An extension by itself: its definition is found by its URL, its place is allowed, and it follows its definition. */
import type { Node } from './node.ts';
import type { ExtensionDefinition, Origin, Rule, Run } from './shape.ts';

export function extension({ element, base }: Origin): Rule[] {
  return element.path === 'Extension' && base === undefined ? [{ kind: 'extension', detail: 'Extension', check }] : [];
}

function check(node: Node, run: Run): void {
  const url = (node.value as { url?: unknown } | null)?.url;
  if (typeof url !== 'string' || node.parent === undefined) return;
  // Parts of a complex extension have short names, and are described by the extension around them.
  if (node.parent.type === 'Extension' && !url.includes(':')) return;
  const definition = run.extension(url);
  if (definition === undefined) {
    const severity = node.name === 'modifierExtension' ? 'error' : run.unknownExtensions;
    run.report('extension-unknown', node, { url }, { severity });
    return;
  }
  checkPlace(definition, node, node.parent, run);
  const shape = run.profile(definition.url);
  if (shape !== undefined) run.walk(shape, node);
}

function checkPlace({ url, modifier, contexts }: ExtensionDefinition, node: Node, holder: Node, run: Run): void {
  if (modifier !== (node.name === 'modifierExtension')) {
    run.report('extension-modifier', node, {
      url,
      expected: modifier ? 'modifierExtension' : 'extension',
    });
  }
  if (contexts.length === 0 || url === FHIR_TYPE || contexts.some((context) => isIn(context, holder, run))) return;
  const expected = contexts.map(({ expression }) => expression).join(', ');
  run.report('extension-context', node, {
    url,
    found: holder.slot?.path ?? holder.type,
    expected,
  });
}

/** R4's own definitions put this extension on the type, though it is defined for the type's code. */
const FHIR_TYPE = 'http://hl7.org/fhir/StructureDefinition/structuredefinition-fhir-type';

function isIn({ type, expression }: ExtensionDefinition['contexts'][number], holder: Node, run: Run): boolean {
  // A FHIRPath context chooses the place by content, which no type can tell.
  if (type === 'fhirpath') return true;
  if (type === 'extension') return (holder.value as { url?: unknown } | null)?.url === expression;
  const path = expression.slice(expression.indexOf('#') + 1);
  if (path === 'Element' || run.isA(holder.type, path)) return true;
  // R5 names a class of resources that R4 has without the name: those with a canonical URL.
  if (path === 'CanonicalResource' || path === 'MetadataResource') {
    return (
      typeof (holder.value as { url?: unknown } | null)?.url === 'string' && run.isA(holder.type, 'DomainResource')
    );
  }
  return placesOf(holder).includes(path);
}

/** The paths that lead to a place: by its own definition, and step by step from each type above it. */
function placesOf(holder: Node): string[] {
  const paths = holder.slot === undefined ? [] : [holder.slot.path, holder.slot.path.replace('[x]', '')];
  let tail = '';
  for (let node: Node | undefined = holder; node?.parent !== undefined; node = node.parent) {
    tail = `.${node.slot?.name ?? node.name}${tail}`;
    paths.push(`${node.parent.type}${tail}`);
    if (node.parent.resource === node.parent) break;
  }
  return paths.flatMap((path) => [path, path.replace('[x]', '')]);
}
