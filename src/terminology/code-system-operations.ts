/** The operations on code systems: `$lookup`, `$validate-code` and `$subsumes` (R4 § CodeSystem operations). */
import type { Coding } from '@medplum/fhirtypes';
import { isRefusal } from '#fhir';
import { describeCode } from './describe-code.ts';
import { matchesGrammar } from './grammars.ts';
import { judgeCodes } from './judge-code.ts';
import { codingsOf, operation } from './operation.ts';
import { notLoaded, parameterWrong, versionDiffers } from './refusals.ts';
import { subsume } from './subsume.ts';

export const lookupCode = operation(
  { code: 'text', system: 'text', version: 'text', coding: 'Coding', displayLanguage: 'text', property: 'texts' },
  (asked, { terminology, instance }) => {
    const codings = codingsOf({ ...asked, system: asked.system ?? instance });
    if (isRefusal(codings)) return codings;
    const [{ system = '', code = '', version } = {}] = codings;
    const { displayLanguage, property } = asked;
    return describeCode({ system, code, version, displayLanguage, property }, terminology.world);
  },
);

export const validateInSystem = operation(
  {
    url: 'text',
    code: 'text',
    version: 'text',
    display: 'text',
    coding: 'Coding',
    codeableConcept: 'CodeableConcept',
    abstract: 'boolean',
    displayLanguage: 'text',
  },
  (asked, { terminology, instance }) => {
    const { abstract = true, displayLanguage } = asked;
    const url = instance ?? asked.url ?? asked.coding?.system ?? asked.codeableConcept?.coding?.[0]?.system;
    if (url === undefined)
      return parameterWrong('url', 'コード体系を url で示してください。', 'name a code system by `url`');
    const codings = codingsOf({ ...asked, system: url });
    if (isRefusal(codings)) return codings;
    const elsewhere = codings.find(({ system }) => system !== url);
    if (elsewhere !== undefined)
      return parameterWrong(
        'url',
        `system（${elsewhere.system}）と違います。`,
        `it is not the system of the code, \`${elsewhere.system}\``,
      );
    const wanted = codings[0]?.version;
    const found = terminology.world.concepts(url)?.system.version;
    if (wanted !== undefined && found !== undefined && found !== wanted) return versionDiffers(url, wanted, found);
    const judged = judgeCodes(codings, { place: url, abstract, displayLanguage }, terminology);
    const unknown = terminology.world.concepts(url) === undefined && matchesGrammar(url, '') === undefined;
    return isRefusal(judged) && unknown ? notLoaded('CodeSystem', url) : judged;
  },
);

export const subsumes = operation(
  { codeA: 'text', codeB: 'text', system: 'text', version: 'text', codingA: 'Coding', codingB: 'Coding' },
  (asked, { terminology, instance }) => {
    const a: Coding | undefined = asked.codingA ?? (asked.codeA === undefined ? undefined : { code: asked.codeA });
    const b: Coding | undefined = asked.codingB ?? (asked.codeB === undefined ? undefined : { code: asked.codeB });
    const twice =
      (asked.codeA !== undefined && asked.codingA !== undefined) ||
      (asked.codeB !== undefined && asked.codingB !== undefined);
    if (twice || a?.code === undefined || b?.code === undefined)
      return parameterWrong(
        'codeA',
        'codeA と codeB、または codingA と codingB を送ってください。',
        'send codeA and codeB, or codingA and codingB',
      );
    const systems = new Set([instance ?? asked.system, a.system, b.system].filter((one) => one !== undefined));
    const [system] = systems;
    if (system === undefined)
      return parameterWrong('system', 'コード体系（system）が必要です。', 'the code system is needed');
    if (systems.size > 1)
      return parameterWrong(
        'system',
        '二つのコードは同じコード体系のものでなければなりません。',
        'both codes must be of one code system',
      );
    const outcome = subsume(
      { system, version: asked.version ?? a.version, codeA: a.code, codeB: b.code },
      terminology.world,
    );
    if (isRefusal(outcome)) return outcome;
    return { resourceType: 'Parameters', parameter: [{ name: 'outcome', valueCode: outcome }] };
  },
);
