/** Opens the house on a database as the settings have it: for a gateway, and for commands that do what a gateway does. */
import type { Database } from '#database';
import { isRefusal, type Refusal } from '#fhir';
import type { Settings } from '#settings';
import type { OpenHouse } from '#upkeep';
import type { House } from '#visit';
import { readStartFiles } from './read-start-files.ts';

/** What was read of the files that the settings name. */
type Files = Pick<OpenHouse, 'rules' | 'region'> & { readonly auditKey: NonNullable<OpenHouse['auditKeeping']>['key'] };

export async function openHouseOn(
  database: Database,
  settings: Settings,
  { rules, region, auditKey }: Files,
  more: Pick<OpenHouse, 'vigil' | 'onDefect' | 'onFinding'> = {},
): Promise<House | Refusal> {
  const { openHouse } = await import('#upkeep');
  const { packages, packagesAllowMissing, terminology, bundleEntriesMax, searchCountMax, searchCostMax } = settings;
  return openHouse({
    database,
    packages,
    packagesAllowMissing,
    terminology,
    ...(rules === undefined ? {} : { rules }),
    ...(region === undefined ? {} : { region }),
    auditKeeping: { key: auditKey, retentionYears: settings.auditRetentionYears },
    intakeKeeping: { settledDays: settings.deadLetterDays, bytesMax: settings.deadLetterBytesMax },
    mappings: settings.mappingsFolder,
    limits: { bundleEntriesMax, searchCountMax, searchCostMax },
    writing: { updateCreate: settings.updateCreate, conditionalDelete: settings.conditionalDelete },
    ...more,
  });
}

/** The settings, with the files that stand in for those that they leave out. */
export type HouseSettings = Settings & { readonly auditKeyFile: string };

/** The same for a command, on a database that a gateway has begun. */
export async function openHouseFor(database: Database, settings: HouseSettings): Promise<House | Refusal> {
  const files = await readStartFiles({ ...settings, openid: undefined });
  return isRefusal(files) ? files : openHouseOn(database, settings, files);
}
