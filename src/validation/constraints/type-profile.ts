/** What a profile allows of an element's types, and the profiles that a value of a type must follow. */
import type { ElementDefinitionType } from '@medplum/fhirtypes';
import type { Node } from './node.ts';
import type { Origin, Rule, Run } from './shape.ts';

const SYSTEM_TYPE = 'http://hl7.org/fhirpath/System.';

/** Builds the allowed types (where a profile narrows them) and the profiles of each type. */
export function typeProfile(origin: Origin): Rule[] {
  const types = origin.element.type ?? [];
  return [...narrowedTypes(origin, types), ...types.flatMap((type) => profiles(type, origin.source))];
}

function narrowedTypes({ element, base, source }: Origin, types: readonly ElementDefinitionType[]): Rule[] {
  const codes = types.map(({ code }) => code ?? '');
  const narrowed = base?.type !== undefined && codes.length > 0 && codes.length < base.type.length;
  const special = base?.type?.[0]?.code === 'Resource' && codes[0] !== 'Resource';
  if ((!narrowed && !special) || element.path?.includes('.') !== true || codes[0]?.startsWith(SYSTEM_TYPE)) return [];
  return [
    {
      kind: 'types',
      detail: codes,
      check(node, run) {
        // Exactly: a code is a kind of string, but an element of strings takes no code. Resources alone stand for each other.
        if (codes.some((code) => node.type === code || (run.isA(code, 'Resource') && run.isA(node.type, code)))) return;
        run.report('type-not-allowed', node, {
          source,
          expected: codes.join(' | '),
          found: node.type,
        });
      },
    },
  ];
}

function profiles({ code = '', profile = [] }: ElementDefinitionType, source: string): Rule[] {
  // An extension finds its own definition by its URL, wherever it stands.
  if (profile.length === 0 || code === 'Extension') return [];
  return [
    {
      kind: 'type-profile',
      detail: { code, profile },
      check(node, run) {
        if (!run.isA(node.type, code)) return;
        if (profile.length === 1) followOne(profile[0] ?? '', node, run);
        else followAny(profile, node, run);
      },
    },
  ];

  function followAny(canonicals: readonly string[], node: Node, run: Run): void {
    const answers = canonicals.map((canonical) => run.conforms(canonical, node));
    if (answers.some((answer) => answer !== false)) return;
    run.report('profile-differs', node, {
      expected: canonicals.join(' | '),
      source,
    });
  }
}

function followOne(canonical: string, node: Node, run: Run): void {
  const shape = run.profile(canonical);
  if (shape === undefined) run.report('profile-not-loaded', node, { profile: canonical });
  else run.walk(shape, node);
}
