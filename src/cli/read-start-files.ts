/** What the settings name as files, for the start of a gateway. */
import { isRefusal, type Refusal } from '#fhir';
import { readAuditKey } from './read-audit-key.ts';
import { readFederation } from './read-federation.ts';
import { readMllpSenders } from './read-mllp-senders.ts';
import { readRegionFolder } from './read-region-folder.ts';
import { readRules } from './read-rules.ts';

interface StartFiles {
  readonly openid: Parameters<typeof readFederation>[0];
  readonly rulesFile: string | undefined;
  readonly regionFolder: string | undefined;
  /** Made where it is not there. */
  readonly auditKeyFile: string;
  readonly mllp: { readonly sendersFile: string | undefined } | undefined;
}

/** All of them; or why the first one cannot be used. */
export async function readStartFiles({ openid, rulesFile, regionFolder, auditKeyFile, mllp }: StartFiles) {
  const federation = await readFederation(openid);
  if (isRefusal(federation)) return federation;
  const rules = await readRules(rulesFile);
  if (isRefusal(rules)) return rules;
  const region = await readRegionFolder(regionFolder);
  if (isRefusal(region)) return region;
  const findSender = await readMllpSenders(mllp?.sendersFile);
  if (isRefusal(findSender)) return findSender as Refusal;
  const auditKey = await readAuditKey(auditKeyFile);
  return isRefusal(auditKey) ? (auditKey as Refusal) : { federation, rules, region, auditKey, findSender };
}
