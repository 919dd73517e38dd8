/** An extension by itself: its definition is found by its URL, its place is allowed, and it follows its definition. */
import { isExampleUrl } from './example-url.ts';
import { evaluate } from './fhirpath.ts';
import { chosenBy } from './fhirpath-places.ts';
import type { Node } from './node.ts';
import type { Detail, ExtensionDefinition, Origin, Rule, Run } from './shape.ts';

export function extension({ element, base }: Origin): Rule[] {
  return element.path === 'Extension' && base === undefined ? [{ kind: 'extension', detail: 'Extension', check }] : [];
}

function check(node: Node, run: Run): void {
  const url = (node.value as { url?: unknown } | null)?.url;
  if (typeof url !== 'string' || node.parent === undefined) return;
  if (node.parent.type === 'Extension' && !url.includes(':')) {
    checkPart(url, node, node.parent, run);
    return;
  }
  const definition = run.extension(url);
  if (definition === undefined) {
    run.report('extension-unknown', node, { url }, { severity: weightOf(url, node, run) });
    return;
  }
  if (url.includes('|')) run.report('extension-versioned', node, { url });
  checkPlace(definition, node, node.parent, run);
  const shape = run.profile(definition.url);
  if (shape !== undefined) run.walk(shape, node);
}

/** Parts of a complex extension have short names, and the extension around them says which. */
function checkPart(name: string, node: Node, holder: Node, run: Run): void {
  const url = (holder.value as { url?: unknown } | null)?.url;
  const parts = typeof url === 'string' && url.includes(':') ? run.extension(url)?.parts : undefined;
  if (parts === undefined || parts.size === 0 || parts.has(name)) return;
  run.report('extension-part', node, { part: name, url: String(url), expected: [...parts].join(', ') });
}

/** HL7 publishes extensions for R4 after R4 too, and those of other versions under names of their own. */
const PUBLISHED_LATER =
  /^http:\/\/hl7\.org\/fhir\/(StructureDefinition|tools\/StructureDefinition|[1-6]\.\d\/StructureDefinition)\//;

/** How grave it is that an extension's definition is not loaded. */
function weightOf(url: string, node: Node, run: Run): NonNullable<Detail['severity']> {
  const { exampleUrls, extensionDomains } = run.policy;
  if (exampleUrls === 'allowed' && isExampleUrl(url)) return 'information';
  if (extensionDomains.some((domain) => url.startsWith(domain))) return 'information';
  // What changes the meaning and is not known must not be passed over.
  if (node.name === 'modifierExtension') return 'error';
  return PUBLISHED_LATER.test(url) ? 'warning' : run.unknownExtensions;
}

function checkPlace(definition: ExtensionDefinition, node: Node, holder: Node, run: Run): void {
  const { url, modifier, contexts, contextInvariants } = definition;
  if (modifier !== (node.name === 'modifierExtension')) {
    run.report('extension-modifier', node, { url, expected: modifier ? 'modifierExtension' : 'extension' });
  }
  const key = node.name;
  if (contexts.length > 0 && url !== FHIR_TYPE && !contexts.some((context) => isIn(context, holder, run))) {
    const expected = contexts.map(({ expression }) => expression).join(', ');
    run.report('extension-context', holder, { url, found: holder.slot?.path ?? holder.type, expected }, { key });
  }
  for (const expression of contextInvariants) {
    if (evaluate(expression, holder, run) === false)
      run.report(
        'extension-context',
        holder,
        { url, found: holder.slot?.path ?? holder.type, expected: expression },
        { key },
      );
  }
}

const CORE = 'http://hl7.org/fhir/StructureDefinition/';

/** R4's own definitions put this extension on the type, though it is defined for the type's code. */
const FHIR_TYPE = `${CORE}structuredefinition-fhir-type`;

function isIn({ type, expression }: ExtensionDefinition['contexts'][number], holder: Node, run: Run): boolean {
  if (type === 'fhirpath') return isChosen(expression, holder);
  if (type === 'extension') return (holder.value as { url?: unknown } | null)?.url === expression;
  const isDefinition = expression.includes(':') && !expression.includes('#');
  if (isDefinition && !expression.startsWith(CORE)) return run.conforms(expression, holder) === true;
  const path = isDefinition ? expression.slice(CORE.length) : expression.slice(expression.indexOf('#') + 1);
  if (path === 'Element' || run.isA(holder.type, path)) return true;
  // The parts of a resource have no type but their path.
  if (path === 'BackboneElement') return holder.type.includes('.') && run.isA(holder.resource.type, 'Resource');
  // R5 names a class of resources that R4 has without the name: those with a canonical URL.
  if (path === 'CanonicalResource' || path === 'MetadataResource') {
    return (
      typeof (holder.value as { url?: unknown } | null)?.url === 'string' && run.isA(holder.type, 'DomainResource')
    );
  }
  return placesOf(holder).includes(path);
}

/** A FHIRPath context chooses the place by content; one that cannot be evaluated forbids nothing. */
function isChosen(expression: string, { resource, value, extra }: Node): boolean {
  const chosen = chosenBy(expression, resource.value);
  return chosen === undefined || chosen.includes(value) || (extra !== undefined && chosen.includes(extra));
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
