/** Why a stored resource may not be changed. */
import { isDeepStrictEqual } from 'node:util';
import type { Consent, Provenance, Resource } from '@medplum/fhirtypes';
import { refusesAnything } from '#consent';
import { type Refusal, refuse } from '#fhir';
import { resourceOf, type Stored } from '#store';

/** What a change is aimed at. */
interface Aim {
  readonly type: string;
  readonly id: string;
  readonly ifMatch?: string | undefined;
}

const ENDED = ['inactive', 'entered-in-error', 'rejected'];

/** A consent that was withdrawn, or never was one. */
export const isEnded = ({ status }: Consent): boolean => ENDED.includes(status ?? '');

/** A consent that has ended stays ended: an old copy of it, sent again, must not give back what was withdrawn. */
export function endedConsent(current: Stored): Refusal | undefined {
  if (current.type !== 'Consent' || !isEnded(resourceOf(current) as Consent)) return undefined;
  return refuse(409, {
    code: 'consent-ended',
    type: 'business-rule',
    ja: 'この同意は終わっています。もう一度同意を得て、新しい Consent として登録してください。',
    en: 'this consent has ended; obtain a new one and store it as a new Consent',
    expression: 'Consent.status',
  });
}

/** What a person signed, and what says how to read it: with any of it changed it is another consent. */
const SIGNED = [
  'implicitRules',
  'contained',
  'extension',
  'modifierExtension',
  'scope',
  'patient',
  'performer',
  'sourceReference',
  'sourceAttachment',
  'policy',
  'policyRule',
  'provision',
] as const;

const changedIn = (before: Consent, next: Consent): string | undefined =>
  SIGNED.find((element) => !isDeepStrictEqual(before[element], next[element])) ??
  (isVerifiedAnew(before.verification, next.verification) ? 'verification' : undefined);

type Verifications = Consent['verification'];

/** That a consent turned out not to be given may be added to what was verified: it closes, and opens nothing. */
function isVerifiedAnew(before: Verifications = [], next: Verifications = []): boolean {
  if (!isDeepStrictEqual(before, next.slice(0, before.length))) return true;
  return next.slice(before.length).some(({ verified }) => verified !== false);
}

/** A consent in force is not rewritten: neither a refusal into a permission, nor on the evidence of before. */
function rewrittenConsent(current: Stored, next: Resource): Refusal | undefined {
  if (current.type !== 'Consent' || next.resourceType !== 'Consent') return undefined;
  const before = resourceOf(current) as Consent;
  if (before.status !== 'active') return undefined;
  const changed = changedIn(before, next);
  if (changed === undefined) return undefined;
  return refuse(409, {
    code: 'consent-supersede-instead',
    type: 'business-rule',
    ja: '効力のある同意の内容は書き換えられません。新しい同意を得て、$supersede で差し替えてください。',
    en: 'what a consent in force says is not rewritten; obtain a new one, and put it in its place by `$supersede`',
    expression: `Consent.${changed}`,
  });
}

/** What refuses anything ends by `$withdraw` alone, which asks for evidence. */
function endedRefusal(current: Stored, next: Resource): Refusal | undefined {
  if (current.type !== 'Consent' || next.resourceType !== 'Consent') return undefined;
  const before = resourceOf(current) as Consent;
  if (before.status !== 'active' || next.status === 'active' || !refusesAnything(before)) return undefined;
  return refuse(409, {
    code: 'consent-withdraw-instead',
    type: 'business-rule',
    ja: '拒むことを含む同意は、$withdraw で終わらせてください。本人の申し出の証拠が要ることがあります。',
    en: 'a consent that refuses anything ends by `$withdraw`, which may ask for evidence that the person wants so',
    expression: 'Consent.status',
  });
}

/** Where a consent came from is written by the house alone, together with it, and stays. */
export function provenanceOfConsent(resource: Resource): Refusal | undefined {
  if (resource.resourceType !== 'Provenance') return undefined;
  const targets = (resource as Provenance).target ?? [];
  if (!targets.some(({ reference = '' }) => /(^|\/)Consent\//.test(reference))) return undefined;
  return refuse(403, {
    code: 'provenance-of-consent',
    type: 'forbidden',
    ja: '同意の由来（Provenance）は、同意とともに架け橋が記録します。登録も変更も削除もできません。',
    en: 'where a consent came from is recorded with it by the gateway, and can be neither added, changed nor deleted',
    expression: 'Provenance.target',
  });
}

/** The parts of a stored document stand for its entries by their place: only what is said about the whole may change. */
function changedDocument(current: Stored, next: Resource): Refusal | undefined {
  if (current.members.length === 0) return undefined;
  const { meta: _, ...before } = resourceOf(current);
  const { meta: __, ...after } = next;
  if (isDeepStrictEqual(before, after)) return undefined;
  return refuse(422, {
    code: 'document-unchangeable',
    type: 'business-rule',
    ja: '保存した文書の内容は変えられません。新しい文書を送り、Composition.relatesTo で元の文書を示してください。',
    en: 'the content of a stored document cannot be changed; send a new one that names the old one in Composition.relatesTo',
    expression: 'Bundle',
  });
}

/** Why a resource may not become another version that says this. */
export const keptAsItIs = (current: Stored, next: Resource): Refusal | undefined =>
  rewrittenConsent(current, next) ??
  endedRefusal(current, next) ??
  changedDocument(current, next) ??
  provenanceOfConsent(resourceOf(current));

/** Only a consent that waits can be made to count. */
export const notPending = (id: string, status = ''): Refusal =>
  refuse(409, {
    code: 'consent-not-pending',
    type: 'business-rule',
    ja: `Consent/${id} の状態は「${status}」です。発効させられるのは、確認待ち（proposed）の同意だけです。`,
    en: `\`Consent/${id}\` is \`${status}\`; only a consent that is \`proposed\` can be activated`,
    expression: 'Consent.status',
  });

export const differentId = ({ type, id }: Aim, resource: Resource): Refusal =>
  refuse(400, {
    code: 'id-differs',
    type: 'invalid',
    ja: `URL は ${type}/${id} ですが、本文は ${resource.resourceType}/${resource.id ?? '（id なし）'} です。本文の id を URL に合わせてください。`,
    en: `the URL names \`${type}/${id}\`, the body \`${resource.resourceType}/${resource.id ?? '(no id)'}\`; put the id of the URL into the body`,
    expression: `${resource.resourceType}.id`,
  });

export const notUuid = (type: string, id: string): Refusal =>
  refuse(422, {
    code: 'id-not-uuid',
    type: 'invalid',
    ja: `この拠点の id は UUID（小文字）です。「${id}」を使うことはできません。id は UUID にし、元の番号は identifier に書いてください。`,
    en: `the ids of this house are UUIDs in lower case, and \`${id}\` is none; choose a UUID, and put an id of your own into \`identifier\``,
    expression: `${type}.id`,
  });

export const notHolder = (type: string, id: string): Refusal =>
  refuse(403, {
    code: 'not-holder',
    type: 'forbidden',
    ja: `${type}/${id} は他の機関が保有しています。変更できるのは保有する機関だけです。`,
    en: `\`${type}/${id}\` is held by another organization; only its holder can change it`,
  });

export const versionOfNothing = ({
  type,
  ifMatch,
}: {
  readonly type: string;
  readonly ifMatch?: string | undefined;
}): Refusal =>
  refuse(412, {
    code: 'version-conflict',
    type: 'conflict',
    ja: `条件に当てはまる ${type} がないので、版（If-Match: ${ifMatch}）を比べられません。新しく作るなら If-Match を付けずに送ってください。`,
    en: `no ${type} meets the criteria, so none has the version \`${ifMatch}\`; send it without If-Match to make one`,
  });

export const versionConflict = ({ type, id, ifMatch }: Aim, version: number): Refusal =>
  refuse(412, {
    code: 'version-conflict',
    type: 'conflict',
    ja: `${type}/${id} の現在の版は ${version} です（If-Match: ${ifMatch}）。読み直してからやり直してください。`,
    en: `the current version of \`${type}/${id}\` is ${version}, not \`${ifMatch}\`; read it again and retry`,
  });

export const tagUnreadable = (ifMatch: string): Refusal =>
  refuse(400, {
    code: 'version-tag-unreadable',
    type: 'value',
    ja: `If-Match「${ifMatch}」は版の印として読めません。応答の ETag のとおり W/"2" の形で書いてください。`,
    en: `If-Match \`${ifMatch}\` is no tag of a version; write it as the ETag of an answer, \`W/"2"\``,
    expression: 'http.If-Match',
  });

export const thereAlready = (type: string, id: string, ifNoneMatch: string): Refusal =>
  refuse(412, {
    code: 'there-already',
    type: 'duplicate',
    ja: `${type}/${id} はもうあります（If-None-Match: ${ifNoneMatch}）。変更するなら If-None-Match を付けずに送ってください。`,
    en: `\`${type}/${id}\` is there already (If-None-Match: \`${ifNoneMatch}\`); to change it, send it without If-None-Match`,
    expression: 'http.If-None-Match',
  });

export const versionNeeded = ({
  type,
  id = '',
}: {
  readonly type: string;
  readonly id?: string | undefined;
}): Refusal =>
  refuse(428, {
    code: 'if-match-needed',
    type: 'required',
    ja: `${type}/${id} を変更するには、読んだ版を If-Match で示してください。`,
    en: `changing \`${type}/${id}\` needs an If-Match header with the version that you read`,
    expression: 'http.If-Match',
  });

export const consentKept = (): Refusal =>
  refuse(403, {
    code: 'consent-kept',
    type: 'business-rule',
    ja: '同意は削除できません。撤回（$withdraw）するか、誤りなら status を entered-in-error にしてください。',
    en: 'a consent cannot be deleted; withdraw it by `$withdraw`, or mark it as `entered-in-error`',
  });
