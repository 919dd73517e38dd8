/** Refusals of the terminology operations (R4 § 4.10): what was asked wrongly, what is not loaded, what cannot be listed. */
import { type Refusal, refuse } from '#fhir';

const SERVICE = 'https://hl7.org/fhir/R4/terminology-service.html';
const OPERATIONS = 'https://hl7.org/fhir/R4/operations.html';

/** A parameter that the operation does not have, of the wrong type, twice, or missing. */
export const parameterWrong = (name: string, ja: string, en: string): Refusal =>
  refuse(400, {
    code: 'parameter-wrong',
    type: 'invalid',
    ja: `パラメーター「${name}」: ${ja}`,
    en: `the parameter \`${name}\`: ${en}`,
    expression: `Parameters.parameter.where(name='${name.replaceAll("'", '')}')`,
    spec: `${OPERATIONS}#request`,
  });

export const notLoaded = (kind: string, canonical: string): Refusal =>
  refuse(404, {
    code: 'definition-not-loaded',
    type: 'not-found',
    ja: `${kind} ${canonical} は読み込まれていません。これを含むパッケージを読み込むと使えます。`,
    en: `the ${kind} \`${canonical}\` is not loaded; load a package that has it`,
    spec: SERVICE,
  });

export const codeAbsent = (system: string, code: string): Refusal =>
  refuse(404, {
    code: 'code-not-in-system',
    type: 'not-found',
    ja: `コード「${code}」は、コード体系 ${system} にありません。`,
    en: `the code \`${code}\` is not in the code system \`${system}\``,
    spec: 'https://hl7.org/fhir/R4/codesystem-operation-lookup.html',
  });

/** Whole what is loaded is not: nobody here can tell, which is no answer of yes or no. */
export const uncheckable = (code: string, place: string): Refusal =>
  refuse(422, {
    code: 'code-uncheckable',
    type: 'not-supported',
    ja: `コード「${code}」は、読み込んだ定義だけでは ${place} に照らして確かめられません。コード体系を含むパッケージを読み込むか、用語サーバーを設定してください。`,
    en: `the code \`${code}\` could not be checked against \`${place}\` with what is loaded; load a package with the code system or set a terminology server`,
    spec: SERVICE,
  });

export const unlistable = (what: string, ja: string, en: string): Refusal =>
  refuse(422, {
    code: 'set-not-listable',
    type: 'not-supported',
    ja: `値セットの中身を並べられません（${what}: ${ja}）。`,
    en: `the codes of the set cannot be listed (\`${what}\`: ${en})`,
    spec: 'https://hl7.org/fhir/R4/valueset-operation-expand.html',
  });

export const tooCostly = (max: number): Refusal =>
  refuse(422, {
    code: 'expansion-too-costly',
    type: 'too-costly',
    ja: `一度に並べられるコードは ${max} 件までです。filter で絞るか、offset と count で分けてください。`,
    en: `more than ${max} codes cannot be listed at once; narrow them by \`filter\`, or page by \`offset\` and \`count\``,
    spec: 'https://hl7.org/fhir/R4/valueset-operation-expand.html',
  });

export const versionDiffers = (system: string, wanted: string, loaded: string): Refusal =>
  refuse(422, {
    code: 'system-version-differs',
    type: 'business-rule',
    ja: `コード体系 ${system} は版 ${wanted} を求められましたが、あるのは版 ${loaded} です。`,
    en: `version \`${wanted}\` of the code system \`${system}\` is asked for, and version \`${loaded}\` is what there is`,
    spec: 'https://hl7.org/fhir/R4/valueset-operation-expand.html',
  });
