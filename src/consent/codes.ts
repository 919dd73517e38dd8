/** The closed lists of the decision: confidentiality, the two trees, handling codes (consent design, D10–D12). */
import { codeSystemUrl } from '#fhir';

export const ACT_CODE = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
export const ACT_REASON = 'http://terminology.hl7.org/CodeSystem/v3-ActReason';
export const CONFIDENTIALITY = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';
/** The twelve categories of information (consent design §5). */
export const CATEGORY = codeSystemUrl('jp-chiiki-ikou-category');
export const OBSERVATION_VALUE = 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue';

/** U < L < M < N < R < V: the index is the level. */
export const LEVELS = ['U', 'L', 'M', 'N', 'R', 'V'] as const;
/** A record without a level counts as R where a permit asks (D14). */
export const LEVEL_RESTRICTED = LEVELS.indexOf('R');
export const levelOf = (code: string): number | undefined => {
  const level = (LEVELS as readonly string[]).indexOf(code);
  return level < 0 ? undefined : level;
};

/** Parent of each purpose; any other code stands alone, and BTG is its own root. */
const PURPOSE_PARENT: Readonly<Record<string, string>> = {
  ETREAT: 'TREAT',
  COC: 'TREAT',
  CAREMGT: 'TREAT',
  CLINTRCH: 'HRESCH',
  BIORCH: 'HRESCH',
  FAMRQT: 'PATRQT',
  PWATRNY: 'PATRQT',
  SUPNWK: 'PATRQT',
};

export const isPurposeWithin = (requested: string, listed: string): boolean =>
  requested === listed || PURPOSE_PARENT[requested] === listed;

/** What lies below each sensitivity of v3-ActCode that has something below it. */
const SENSITIVITY_BELOW: ReadonlyMap<string, readonly string[]> = new Map([
  ['ETH', ['SUD', 'ETHUD', 'OPIOIDUD']],
  ['SUD', ['ETHUD', 'OPIOIDUD']],
]);

export const codesBelow = (listed: string): readonly string[] => SENSITIVITY_BELOW.get(listed) ?? [];

/** Everything below a listed code and everything above it. */
export const codesRelated = (listed: string): readonly string[] => [
  ...codesBelow(listed),
  ...[...SENSITIVITY_BELOW.keys()].filter((above) => codesBelow(above).includes(listed)),
];

/** Obligations and refrains of v3-ActCode and integrity marks of v3-ObservationValue: they say how, not what. */
export const HANDLING_CODES: ReadonlySet<string> = new Set(
  (
    'ANONY AOD AUDIT AUDTR CPLYCC CPLYCD CPLYCUI CPLYJPP CPLYJSP CPLYOPP CPLYOSP CPLYPOL DECLASSIFYLABEL DEID DELAU ' +
    'DOWNGRDLABEL DRIVLABEL ENCRYPT ENCRYPTR ENCRYPTT ENCRYPTU HUAPRV LABEL MASK MINEC PERSISTLABEL PRIVMARK PSEUD ' +
    'REDACT UPGRDLABEL PrivacyMark SecurityLabelMark ConfidentialMark COPYMark DELIVERMARK ' +
    'NOAUTH NOCOLLECT NODSCLCD NODSCLCDS NOINTEGRATE NOLIST NOMOU NOORGPOL NOPAT NOPERSISTP NORDSCLCD NORDSCLCDS NORDSCLW ' +
    'NORDSLCD NORELINK NOREUSE NOVIP ORCON ' +
    'ABSTRED AGGRED ANONYED MAPPED MASKED PSEUDED REDACTED SUBSETTED SYNTAC TRSLT VERSIONED CRYTOHASH DIGSIG ' +
    'HRELIABLE RELIABLE UNCERTREL UNRELIABLE CLINAST DEVAST HCPAST PACQAST PATAST PAYAST PROAST SDMAST ' +
    'CLINRPT DEVRPT HCPRPT PACQRPT PATRPT PAYRPT PRORPT SDMRPT'
  ).split(' '),
);
const HANDLING_SYSTEMS: readonly string[] = [ACT_CODE, OBSERVATION_VALUE, ''];

export const isHandling = (system: string, code: string): boolean =>
  system === ACT_REASON || (HANDLING_SYSTEMS.includes(system) && HANDLING_CODES.has(code));

/** Every `system|code` that a handling code written without its system may mean. */
export const handlingTokens = (code: string): readonly string[] =>
  HANDLING_CODES.has(code) ? HANDLING_SYSTEMS.map((system) => `${system}|${code}`) : [];

/** The marks by which a record may say that the person themself is not to be shown it. */
export const NO_PATIENT = handlingTokens('NOPAT');

/** `system|code` taken apart at the last bar. */
export function splitToken(token: string): readonly [string, string] {
  const bar = token.lastIndexOf('|');
  return [token.slice(0, Math.max(bar, 0)), token.slice(bar + 1)];
}
