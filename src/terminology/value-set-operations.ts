/** The operations on value sets: `$expand` and `$validate-code` (R4 § ValueSet operations). */
import type { Parameters, ValueSet } from '@medplum/fhirtypes';
import { isRefusal, type Refusal } from '#fhir';
import { compileValueSet } from './compose.ts';
import { expand } from './expand.ts';
import { judgeCodes } from './judge-code.ts';
import { type Around, canonicalOf, checkInline, codingsOf, inlineOf, loaded, operation } from './operation.ts';
import type { Asked } from './read-parameters.ts';
import { parameterWrong, versionDiffers } from './refusals.ts';

const EXPAND = {
  url: 'text',
  valueSet: 'resource',
  valueSetVersion: 'text',
  filter: 'text',
  offset: 'count',
  count: 'count',
  includeDesignations: 'boolean',
  designation: 'texts',
  includeDefinition: 'boolean',
  activeOnly: 'boolean',
  excludeNested: 'boolean',
  excludeNotForUI: 'boolean',
  // No code here is put together of others, so leaving those out changes nothing.
  excludePostCoordinated: 'boolean',
  displayLanguage: 'text',
  'exclude-system': 'texts',
  'system-version': 'texts',
  'check-system-version': 'texts',
  'force-system-version': 'texts',
  property: 'texts',
} as const;

export const expandOperation = operation(
  EXPAND,
  (asked, around) => {
    const set = setOf(asked, around);
    return isRefusal(set) ? set : expand(set, asked, around.terminology.world, around.stamp);
  },
  'valueSet',
);

const VALIDATE = {
  url: 'text',
  valueSet: 'resource',
  valueSetVersion: 'text',
  code: 'text',
  system: 'text',
  systemVersion: 'text',
  display: 'text',
  coding: 'Coding',
  codeableConcept: 'CodeableConcept',
  abstract: 'boolean',
  displayLanguage: 'text',
} as const;

export const validateInSet = operation(VALIDATE, validate);

function validate(asked: Asked<typeof VALIDATE>, around: Around): Parameters | Refusal {
  const { terminology } = around;
  const codings = codingsOf({ ...asked, version: asked.systemVersion });
  if (isRefusal(codings)) return codings;
  for (const { system = '', version } of codings) {
    const found = terminology.world.concepts(system)?.system.version;
    if (version !== undefined && found !== undefined && found !== version)
      return versionDiffers(system, version, found);
  }
  const { abstract = false, displayLanguage } = asked;
  if (asked.valueSet !== undefined) {
    const set = setOf(asked, around);
    if (isRefusal(set)) return set;
    const place = set.url ?? 'valueSet';
    return judgeCodes(
      codings,
      { member: compileValueSet(set, terminology.world), place, abstract, displayLanguage },
      terminology,
    );
  }
  const place = canonicalOf(asked.url, asked.valueSetVersion, around);
  if (place === undefined) return setMissing();
  const judged = judgeCodes(
    codings,
    { member: (code) => terminology.validateCode(place, code), place, abstract, displayLanguage },
    terminology,
  );
  if (!isRefusal(judged)) return judged;
  // Not even the set is known: that is the nearer reason why a code could not be checked.
  const set = loaded('ValueSet', place, terminology.world.valueSet(place));
  return isRefusal(set) ? set : judged;
}

const setMissing = (): Refusal =>
  parameterWrong(
    'url',
    '値セットを url か valueSet で示してください。',
    'name a value set by `url`, or send it as `valueSet`',
  );

interface SetGiven {
  readonly url?: string;
  readonly valueSet?: Asked<typeof EXPAND>['valueSet'];
  readonly valueSetVersion?: string;
}

function setOf(asked: SetGiven, around: Around): ValueSet | Refusal {
  const inline = inlineOf<ValueSet>('valueSet', 'ValueSet', asked.valueSet);
  if (isRefusal(inline)) return inline;
  if (inline !== undefined) {
    if (asked.url !== undefined || around.instance !== undefined)
      return parameterWrong('valueSet', 'url と一緒には送れません。', 'it cannot be sent together with a url');
    return checkInline(inline) ?? inline;
  }
  const canonical = canonicalOf(asked.url, asked.valueSetVersion, around);
  if (canonical === undefined) return setMissing();
  return loaded('ValueSet', canonical, around.terminology.world.valueSet(canonical));
}
