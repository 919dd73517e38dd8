/** Whoever stores a consent hears at once what of it counts for nothing, and is not left to believe that it does. */
import type { Consent } from '@medplum/fhirtypes';
import { type IdlePart, idlePartsOf, type Permit } from '#consent';
import type { Bilingual, Issue } from '#fhir';
import type { House, Visit } from '#visit';
import { authorityOf } from './verify-authority.ts';

/** A warning `consent-idle` at each place. */
export async function warnOfIdleParts(
  house: House,
  { now }: Visit,
  permit: Permit,
  consent: Consent,
): Promise<readonly Issue[]> {
  if (consent.status !== 'active') return [];
  const [authority, { patients }] = await Promise.all([
    authorityOf(house, permit, consent),
    house.store.consentsAbout(consent.patient?.reference ?? ''),
  ]);
  return idlePartsOf(consent, { authority, patients }, now.getTime()).map(warningOf);
}

function warningOf({ why, expression }: IdlePart): Issue {
  const { ja, en } = WORDS[why];
  return {
    severity: 'warning',
    code: 'consent-idle',
    type: 'business-rule',
    ja: `\`${expression}\`: ${ja}`,
    en: `\`${expression}\`: ${en}`,
    expression,
  };
}

const WORDS: Readonly<Record<IdlePart['why'], Bilingual>> = {
  performer: {
    ja: 'この同意は本人のものでも、権限を確かめた代理人のものでもないので、許可も拒否も効きません。本人を同意者にするか、代理人の権限を確かめて記録してください。',
    en: "the consent is neither the person's nor that of a proxy of verified authority, so neither its permits nor its refusals count; name the person, or record the proxy's authority first",
  },
  period: {
    ja: '期間がもう終わっているので、効きません。期間を確かめてください。',
    en: 'the period is over, so nothing of this counts; look at it again',
  },
  role: {
    ja: '受け取る人の役割ではないので、許可はこの相手に及びません。IRCP などの役割を書いてください。',
    en: 'this is no role of a recipient, so the permit does not mean them; write one such as `IRCP`',
  },
  purpose: {
    ja: 'ここでこの利用目的を示す求めはないので、許可になりません。v3-ActReason のコード（例: COC）で書いてください。',
    en: 'no request names this purpose here, so it permits nothing; write a code of v3-ActReason such as `COC`',
  },
  action: {
    ja: 'この行為はどの求めにも当たらないので、許可になりません。consentaction のコード（collect、access、use、disclose、correct）で書いてください。',
    en: 'no request is for this action, so it permits nothing; write a code of consentaction: collect, access, use, disclose or correct',
  },
  label: {
    ja: 'このラベルはここでは記録に付かないので、それを付けて送られた記録のほかは許可になりません。コード体系とコードを確かめてください。',
    en: 'records are not labelled so here, so it permits none but those that were sent with it; look at its system and code again',
  },
  class: {
    ja: 'この種類に当たる記録はないので、許可になりません。型の名か、プロファイルの URL か、文書の種類のコードで書いてください。',
    en: 'no record is of this class, so it permits nothing; write the name of a type, the URL of a profile, or the type of a document',
  },
  code: {
    ja: 'コード体系がないか、版が付いているので、記録のコードに当たりません。記録にあるとおりのコード体系を、版を付けずに書いてください。',
    en: 'the code has no system, or one with a version, and so equals that of no record; write the system as records carry it, without a version',
  },
  data: {
    ja: '文書（Bundle）はその部分ごとに判断するので、許可になりません。文書の Composition や、そこにある記録を示してください。',
    en: 'a document (Bundle) is decided by its parts, so this permits nothing; name its Composition, or the records in it',
  },
};
