/** What a reference may lead to: the types and profiles of its target, and whether that is contained, bundled or elsewhere. */
import { claims } from './claims.ts';
import type { Node } from './node.ts';
import { literalOf, typeIn } from './reference-literal.ts';
import type { Origin, Rule, Run } from './shape.ts';

const ANY = 'http://hl7.org/fhir/StructureDefinition/Resource';
const CORE = 'http://hl7.org/fhir/StructureDefinition/';

/** Builds the targets of a reference, where they differ from the type below. */
export function targets({ element, base }: Origin): Rule[] {
  const allowed = targetsOf(element);
  const known = new Set(targetsOf(base));
  const same = known.size === allowed.length && allowed.every((one) => known.has(one));
  const rules = allowed.length === 0 || allowed.includes(ANY) || same ? [] : [targetRule(allowed)];
  const modes = (element.type ?? []).flatMap(({ aggregation = [] }) => aggregation);
  return modes.length === 0 ? rules : [...rules, aggregationRule(modes)];
}

/** Where the target is: `#id` is contained, another entry is bundled, and anything may be referenced. */
function aggregationRule(modes: readonly string[]): Rule {
  return {
    kind: 'reference-aggregation',
    detail: modes,
    check(node, run) {
      const literal = node.type === 'Reference' ? literalOf(node) : undefined;
      if (literal === undefined) return;
      const here = literal.startsWith('#')
        ? 'contained'
        : run.resolve(literal, node).found === 'here'
          ? 'bundled'
          : 'remote';
      if (modes.includes(here) || (here !== 'contained' && modes.includes('referenced'))) return;
      run.report('reference-aggregation', node, { reference: literal, found: here, expected: modes.join(' | ') });
    },
  };
}

const targetsOf = (element: Origin['element'] | undefined): readonly string[] =>
  (element?.type ?? []).filter(({ code }) => code === 'Reference').flatMap(({ targetProfile = [] }) => targetProfile);

function targetRule(allowed: readonly string[]): Rule {
  // HL7's own profiles share the base of the types, but begin with a small letter: `vitalsigns` is no type.
  const isType = (target: string): boolean => target.startsWith(CORE) && /^[A-Z]/.test(target.slice(CORE.length));
  const types = allowed.filter(isType).map((target) => target.slice(CORE.length));
  const profiled = allowed.filter((target) => !isType(target));
  return {
    kind: 'reference-target',
    detail: allowed,
    check(node, run) {
      if (node.type !== 'Reference') return;
      const target = targetOf(node, run);
      if (target === undefined) return;
      const { type, resource } = target;
      if (types.some((one) => run.isA(type, one))) return;
      if (profiled.some((profile) => accepts(profile, type, resource, run))) return;
      const expected = [...types, ...profiled].join(' | ');
      run.report('reference-target', node, {
        reference: literalOf(node) ?? '',
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
  const literal = literalOf(node);
  const type = (node.value as { type?: unknown } | undefined)?.type;
  if (literal !== undefined) {
    const resolution = run.resolve(literal, node);
    if (resolution.found === 'here') return { type: resolution.node.type, resource: resolution.node };
    const named = typeIn(literal);
    if (run.policy.literalTypes === 'trusted' && named !== undefined && run.isA(named, 'Resource'))
      return { type: named, resource: undefined };
  }
  return typeof type === 'string' ? { type, resource: undefined } : undefined;
}
