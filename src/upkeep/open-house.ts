/** Opens the rooms on a database: schema, store, audit, validator with our own profiles and those of the settings. */
import { fileURLToPath } from 'node:url';
import { auditMigrations, createAudit } from '#audit';
import { authMigrations } from '#auth';
import { type Database, type Migration, migrate } from '#database';
import { createSearchParameters, type Issue, isRefusal, type Refusal, refuseAll } from '#fhir';
import { intakeMigrations } from '#intake';
import { createStore, storeMigrations } from '#store';
import { createTerminologyServer, type ServerOptions } from '#terminology';
import { createCheck, createValidator, loadPackages, type Validator } from '#validation';
import { type Alarm, alarmSender, createVigil, openSpool, vigilMigrations } from '#vigil';
import {
  type AuditKeeping,
  type ConsentDefect,
  type House,
  type IntakeKeeping,
  type Limits,
  type Region,
  regionShipped,
  SERVED_TYPES,
  type WriteRules,
  type Writing,
} from '#visit';
import { learnParameters } from './keep-house.ts';

export interface OpenHouse {
  readonly database: Database;
  /** FHIR packages to validate with beside our own. */
  readonly packages: readonly string[];
  /** Open also when a package that another one depends on is missing. Default false. */
  readonly packagesAllowMissing?: boolean;
  /** Hears what is wrong with the packages while the house can still work: profiles that cannot be used, what is missing. */
  readonly onFinding?: (issue: Issue) => void;
  readonly limits: Limits;
  /** A server that is asked about codes that no loaded definition can tell. */
  readonly terminology?: ServerOptions | undefined;
  /** What resources of a type must meet to be stored, beside what is always asked. */
  readonly rules?: WriteRules;
  /** What the region decides for itself. Default, and what it leaves out: as shipped. */
  readonly region?: Partial<Region>;
  /** A region's own folder of mappings and overlays. Default: those of the project. */
  readonly mappings?: string | undefined;
  /** Default: ids are given by the house, and one delete means one resource. */
  readonly writing?: Writing;
  /** Default: no heads are signed, and records are kept five years. */
  readonly auditKeeping?: AuditKeeping;
  /** Default: a settled dead letter stays 30 days, and one organization has room for a gigabyte of them. */
  readonly intakeKeeping?: IntakeKeeping;
  readonly newId?: () => string;
  /** Default: they stand on stderr. */
  readonly onDefect?: (defect: ConsentDefect) => void;
  /** Where alarms of emergencies go, and where these are kept while the audit cannot be written. Default: nowhere. */
  readonly vigil?: Watching;
}

interface Watching {
  readonly onAlarm?: (alarm: Alarm) => void;
  /** An address that is told of alarms: ids and times only. */
  readonly alarmUrl?: string | undefined;
  /** A folder that is there, and that only gateways of this machine write into. */
  readonly spoolFolder?: string;
}

/** The schema of every room. */
export const houseMigrations: readonly Migration[] = [
  ...authMigrations,
  ...storeMigrations,
  ...auditMigrations,
  ...vigilMigrations,
  ...intakeMigrations,
];

export const OWN_PACKAGE = fileURLToPath(new URL('../../profiles/package/', import.meta.url));

/** The house, ready to work; or why a package cannot be used. */
export async function openHouse(options: OpenHouse): Promise<House | Refusal> {
  const {
    database,
    packages,
    packagesAllowMissing: allowMissing = false,
    limits,
    terminology,
    rules = {},
    region: decided = {},
    writing = { updateCreate: false, conditionalDelete: 'single' },
    auditKeeping = { key: undefined, retentionYears: 5 },
    intakeKeeping = { settledDays: 30, bytesMax: 1_000_000_000 },
    mappings,
    newId,
    vigil: watching = {},
    onDefect = (defect) => process.stderr.write(`${JSON.stringify(defect)}\n`),
  } = options;
  const region = { ...regionShipped, ...decided };
  // The schema needs the database, the profiles need the processor: they get ready side by side.
  const [definitions] = await Promise.all([
    loadPackages([OWN_PACKAGE, ...packages], { allowMissing }),
    migrate(database, houseMigrations),
  ]);
  if (isRefusal(definitions)) return definitions;
  for (const finding of definitions.findings) options.onFinding?.(finding);
  // A hospital's own extensions are no reason to refuse its document; they are stored as they came, with a warning.
  const validator = createValidator(definitions, { unknownExtensions: 'warning' });
  const terminologyServer = terminology === undefined ? undefined : createTerminologyServer(terminology);
  const unusable = unusableProfiles(rules, validator);
  if (unusable.length > 0) return refuseAll(422, unusable);
  const parameters = createSearchParameters();
  const store = await createStore(database, {
    parameters,
    labels: region.labels,
    ...(newId === undefined ? {} : { newId }),
  });
  const vigil = createVigil(createAudit(database), {
    database,
    alarms: {
      log: watching.onAlarm ?? (() => {}),
      send: watching.alarmUrl === undefined ? undefined : alarmSender(watching.alarmUrl),
    },
    spool: watching.spoolFolder === undefined ? undefined : openSpool(watching.spoolFolder),
  });
  const house: House = {
    database,
    store,
    audit: vigil.audit,
    vigil,
    auditKeeping,
    intakeKeeping,
    validator,
    check: createCheck(validator, terminologyServer),
    terminologyServer,
    definitions,
    parameters,
    servedTypes: SERVED_TYPES,
    rules,
    ...region,
    mappings,
    limits,
    writing,
    onDefect,
  };
  await learnParameters(house);
  return house;
}

/** A rule whose profile cannot be checked would let everything pass. */
function unusableProfiles(rules: WriteRules, validator: Validator): Issue[] {
  return Object.entries(rules).flatMap(([type, { profiles }]) =>
    profiles.flatMap((profile): Issue[] => {
      const fault = validator.compile(profile);
      if (fault === undefined) return [];
      return [
        {
          severity: 'error',
          code: 'rule-profile-unusable',
          type: 'not-found',
          expression: `${type}.profiles`,
          ja: `${type} に求めるプロファイル「${profile}」を使えません（${fault}）。これを含むパッケージを KAKEHASHI_PACKAGES で読み込んでください。`,
          en: `the profile \`${profile}\` that ${type} must meet cannot be used (${fault}); load the package that holds it by KAKEHASHI_PACKAGES`,
        },
      ];
    }),
  );
}
