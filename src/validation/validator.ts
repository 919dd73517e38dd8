/** Validates resources against their base type, the profiles that they claim, and the profiles that the caller names. */
import { type Issue, withoutVersion } from '#fhir';
import { createTerminology, limitUnits, type Terminology } from '#terminology';
import { type Node, type Policy, rootNode, type UnknownExtensions } from './constraints/index.ts';
import type { Definitions } from './definitions/index.ts';
import { impliedProfiles } from './implied-profiles.ts';
import { printShape } from './print-shape.ts';
import { createProfiles, type Profiles } from './profiles.ts';
import { parseText, slipIssue } from './read-text.ts';
import { createTypes, type Types } from './type-shapes.ts';
import { type Places, ValidationRun } from './validation-run.ts';
import { walkResource } from './walk-type.ts';

export interface ValidatorOptions extends Partial<Policy> {
  /** An extension whose definition is not loaded: an error (as HL7's validator has it), or only a warning. Default `error`. */
  readonly unknownExtensions?: UnknownExtensions;
}

export interface ValidateOptions {
  /** Canonicals that the resource must follow besides those in its `meta.profile`. */
  readonly profiles?: readonly string[];
  /** Where the members of the resource stand in its text, for line and column. */
  readonly positions?: Places;
  /** What codes are asked of instead of the validator's own terminology: one that a server's answers complete. */
  readonly terminology?: Terminology;
}

export interface Validator {
  /** What it knows of codes. */
  readonly terminology: Terminology;
  validate(resource: unknown, options?: ValidateOptions): Issue[];
  validateText(text: string, options?: ValidateOptions): { resource?: unknown; issues: Issue[] };
  /** Compiles a profile now; gives the reason when its definition is faulty, `not loaded` when it is absent. */
  compile(canonical: string): string | undefined;
  /** A compiled profile in lines that a person can read: place, kind and detail of each constraint. */
  print(canonical: string): string | undefined;
}

/** Where the caller decides nothing: contained resources are checked, and no one is refused for example URLs. */
const POLICY: Policy = {
  contained: 'checked',
  exampleUrls: 'allowed',
  extensionDomains: [],
  experimental: 'allowed',
  embeddedHtml: 'allowed',
  literalTypes: 'trusted',
  now: () => new Date(),
};

/** Makes a validator over loaded definitions. It keeps what it compiles, and nothing of what it validates. */
export function createValidator(definitions: Definitions, options: ValidatorOptions = {}): Validator {
  const types = createTypes(definitions);
  const profiles = createProfiles(definitions, types);
  const terminology = createTerminology(definitions);
  const { unknownExtensions = 'error', ...chosen } = options;
  const policy = { ...POLICY, ...chosen };
  const validate = (
    resource: unknown,
    { profiles: named = [], positions, ...asked }: ValidateOptions = {},
  ): Issue[] => {
    const run = new ValidationRun({
      types,
      profiles,
      terminology: limitUnits(asked.terminology ?? terminology),
      unknownExtensions,
      policy,
      places: positions,
    });
    return run.perform(() => {
      try {
        validateRoot(resource, named, { run, types, profiles });
      } catch (error) {
        // The stack, the longest text or list there can be, or the number of units is used up: by the resource, or by a definition made for it.
        if (!(error instanceof RangeError)) throw error;
        run.report('work-too-much', rootNode(resource, ''), {});
      }
    });
  };
  return {
    terminology,
    validate,
    validateText(text, asked) {
      const { value, slips, place } = parseText(text);
      const issues = slips.map(slipIssue);
      if (value === undefined) return { issues };
      return {
        resource: value,
        issues: [...issues, ...validate(value, { ...asked, positions: place })],
      };
    },
    compile: (canonical) =>
      profiles.shape(canonical) === undefined ? (profiles.fault(canonical)?.en ?? 'not loaded') : undefined,
    print(canonical) {
      const shape = profiles.shape(canonical);
      return shape && printShape(shape);
    },
  };
}

interface World {
  readonly run: ValidationRun;
  readonly types: Types;
  readonly profiles: Profiles;
}

function validateRoot(resource: unknown, named: readonly string[], world: World): void {
  const { run, types } = world;
  const type =
    typeof resource === 'object' && resource !== null
      ? (resource as { resourceType?: unknown }).resourceType
      : undefined;
  const node = rootNode(resource, typeof type === 'string' ? type : '');
  if (typeof type !== 'string') {
    run.report('resource-type-missing', node, {});
    return;
  }
  const shape = types.isA(type, 'Resource') && !types.isAbstract(type) ? types.shape(type) : undefined;
  if (shape === undefined) {
    run.report('resource-type-unknown', node, { found: type });
    return;
  }
  walkResource(node, shape, {
    run,
    types,
    onResource: (inner) => applyProfiles(inner, inner === node ? named : [], world),
  });
}

/** The profiles that a resource claims, and those that the caller names for it. */
function applyProfiles(node: Node, named: readonly string[], world: World): void {
  const meta = (node.value as { meta?: { profile?: unknown } | null }).meta;
  const claimed: readonly unknown[] = Array.isArray(meta?.profile) ? meta.profile : [];
  claimed.forEach((canonical, index) => {
    if (typeof canonical === 'string') applyProfile(canonical, `.meta.profile[${index}]`, node, world);
  });
  const known = new Set(claimed.map((canonical) => withoutVersion(String(canonical))));
  for (const canonical of [...named, ...impliedProfiles(node.value)])
    if (!known.has(withoutVersion(canonical))) applyProfile(canonical, '', node, world);
}

function applyProfile(profile: string, below: string, node: Node, { run, profiles }: World): void {
  const shape = profiles.shape(profile);
  const fault = shape === undefined ? profiles.fault(profile) : undefined;
  if (fault !== undefined) run.report('profile-unusable', node, { profile, reason: fault }, { below });
  else if (shape === undefined) run.report('profile-not-loaded', node, { profile }, { below });
  else if (!run.isA(node.type, shape.path)) {
    run.report('profile-type-wrong', node, { profile, expected: shape.path, found: node.type }, { below });
  } else run.walk(shape, node);
}
