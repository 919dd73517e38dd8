/** A reference: what it may lead to, and that what it names in this document is there. */
import { claims } from './claims.ts';
import type { Node } from './node.ts';
import type { Origin, Rule, Run } from './shape.ts';

const ANY = 'http://hl7.org/fhir/StructureDefinition/Resource';
const CORE = 'http://hl7.org/fhir/StructureDefinition/';

/** Builds the targets of a reference (where they differ from the type below) and, once, the check of any reference. */
export function reference(origin: Origin): Rule[] {
  const { element, base } = origin;
  if (element.path === 'Reference' && base === undefined)
    return [{ kind: 'reference', detail: 'Reference', check: checkItself }];
  const targets = targetsOf(element);
  if (targets.length === 0 || targets.includes(ANY)) return [];
  const known = new Set(targetsOf(base));
  if (known.size === targets.length && targets.every((one) => known.has(one))) return [];
  return [targetRule(targets)];
}

const targetsOf = (element: Origin['element'] | undefined): readonly string[] =>
  (element?.type ?? []).filter(({ code }) => code === 'Reference').flatMap(({ targetProfile = [] }) => targetProfile);

function targetRule(targets: readonly string[]): Rule {
  // HL7's own profiles share the base of the types, but begin with a small letter: `vitalsigns` is no type.
  const isType = (target: string): boolean => target.startsWith(CORE) && /^[A-Z]/.test(target.slice(CORE.length));
  const types = targets.filter(isType).map((target) => target.slice(CORE.length));
  const profiled = targets.filter((target) => !isType(target));
  return {
    kind: 'reference-target',
    detail: targets,
    check(node, run) {
      if (node.type !== 'Reference') return;
      const target = targetOf(node, run);
      if (target === undefined) return;
      const { type, resource } = target;
      if (types.some((one) => run.isA(type, one))) return;
      if (profiled.some((profile) => accepts(profile, type, resource, run))) return;
      const expected = [...types, ...profiled].join(' | ');
      run.report('reference-target', node, {
        reference: referenceOf(node) ?? '',
        expected,
        found: type,
      });
    },
  };
}

/** A resource that is not here is judged by its type alone; one that claims the profile is judged where it stands. */
function accepts(profile: string, type: string, resource: Node | undefined, run: Run): boolean {
  if (resource !== undefined) return claims(profile, resource) || run.conforms(profile, resource) !== false;
  const base = run.profile(profile)?.path;
  return base === undefined || run.isA(type, base);
}

interface Target {
  readonly type: string;
  readonly resource: Node | undefined;
}

function targetOf(node: Node, run: Run): Target | undefined {
  const literal = referenceOf(node);
  const type = (node.value as { type?: unknown } | undefined)?.type;
  if (literal !== undefined) {
    const resolution = run.resolve(literal, node);
    if (resolution.found === 'here') return { type: resolution.node.type, resource: resolution.node };
    const named = typeInReference(literal);
    if (named !== undefined && run.isA(named, 'Resource')) return { type: named, resource: undefined };
  }
  return typeof type === 'string' ? { type, resource: undefined } : undefined;
}

function referenceOf(node: Node): string | undefined {
  const literal = (node.value as { reference?: unknown } | null)?.reference;
  return typeof literal === 'string' ? literal : undefined;
}

/** The type that a relative or RESTful reference names, e.g. `Patient` in `https://example.jp/fhir/Patient/1`. */
function typeInReference(literal: string): string | undefined {
  return /(?:^|\/)([A-Z][A-Za-z]+)\/[A-Za-z0-9\-.]{1,64}(?:\/_history\/[A-Za-z0-9\-.]{1,64})?$/.exec(literal)?.[1];
}

function checkItself(node: Node, run: Run): void {
  const literal = referenceOf(node);
  // What a `#` leads to is the rule `ref-1` of the type itself.
  if (literal === undefined || literal.startsWith('#')) return;
  if (/\s/.test(literal)) {
    run.report('reference-malformed', node, { reference: literal }, { key: 'reference' });
    return;
  }
  const resolution = run.resolve(literal, node);
  if (resolution.found === 'missing') {
    run.report('reference-unresolved', node, { reference: literal, where: 'Bundle' }, { key: 'reference' });
  } else if (resolution.found === 'here' && resolution.matches > 1) {
    run.report('reference-ambiguous', node, { reference: literal, found: resolution.matches }, { key: 'reference' });
  }
}
