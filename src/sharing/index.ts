/** What people decide about sharing, and what they are told of it: the life of a consent, emergencies, who could see and who saw what. One act a file. */

/** The life of a consent: gives 409 `consent-not-pending`, `consent-ended`, 422 `consent-stands-for-none`. */
export { activateConsent } from './activate-consent.ts';
/** Heads of audit trees, exchanged with partners; gives 400 `audit-heads-malformed`. */
export {
  type HeadsFile,
  type HeadVerdict,
  headsFile,
  judgeHeads,
  readHeadsFile,
  receiveHeads,
  sendHeads,
} from './audit-heads.ts';
/** Reviews of emergencies; give 403 `privacy-officer-only`, 404 `review-not-open`. */
export { listBreakGlassReviews, readBreakGlassNotices, reviewBreakGlass } from './break-glass.ts';
/** $consent-status: the same words about everybody, and the consents for who may see them. */
export { readConsentStatus } from './consent-status.ts';
/** $consent-template; gives 422 `consent-template-refused`. */
export { makeConsentTemplate } from './consent-template.ts';
/** A crisis plan put into action for a limited time; gives 422 `not-a-crisis-plan`, `crisis-team-missing`, 403 `not-of-the-plan`, 409 `crisis-plan-not-active`. */
export { activateCrisisPlan, deactivateCrisisPlan } from './crisis-plan.ts';
/** What the caller's organization provided to others, or received from them. */
export { drawDisclosureRecord } from './disclosure-record.ts';
export { readDisclosures } from './disclosures.ts';
/** Who could see what of a person, and what decides it; gives 404 `not-found`, 400 `operation-…`. */
export { explainAccess } from './explain-access.ts';
/** AuditEvents; gives 400 `audit-search-unsupported`, `cursor-unknown`. */
export { auditSearches, readAuditEvent, searchAudit } from './read-audit.ts';
/** Counts of a region that tell of nobody. */
export { readRegionalCounts } from './regional-counts.ts';
/** The person shows an organization no more. */
export { stopSharing } from './stop-sharing.ts';
export { supersedeConsent } from './supersede-consent.ts';
/** $verify of the audit; gives 400 `audit-head-unknown`. */
export { proveConsistency, proveInclusion } from './verify-audit.ts';
export { withdrawConsent } from './withdraw-consent.ts';
