/** Reads the file name of SS-MIX2 standard storage, which carries what the message inside does not. */
import { type Issue, type Refusal, refuse } from '#fhir';
import { type Hl7Record, textOf } from './hl7-record.ts';
import { toFhirDateTime } from './hl7-time.ts';

export interface Ssmix2FileName {
  readonly patientId: string;
  /** `2011-11-20`; absent where the name has `-` (ADT-00, ADT-61). */
  readonly date?: string;
  /** `ADT-22`. */
  readonly type: string;
  readonly orderNumber: string;
  /** Time of issue, milliseconds, +09:00. */
  readonly issued: string;
  readonly department?: string;
  readonly condition: 'current' | 'superseded' | 'deleted';
}

const NAME = /^(.+)_(\d{8}|-)_([A-Z]{3}(?:-\d{2})?)_([^_]*)_(\d{17})_([^_]+)_([012])$/;
const CONDITIONS = {
  '0': 'deleted',
  '1': 'current',
  '2': 'superseded',
} as const;

/** `9999013_20111120_ADT-22_999999999999999_20111220224447339_01_1`, with or without folders before it. */
export function readSsmix2FileName(name: string): Ssmix2FileName | Refusal {
  const found = NAME.exec(name.split(/[/\\]/).at(-1) ?? '');
  const [, patientId = '', date = '', type = '', orderNumber = '', time = '', department = '', flag = ''] = found ?? [];
  const issued = toFhirDateTime(`${time.slice(0, 14)}.${time.slice(14)}`);
  const day = date === '-' ? undefined : toFhirDateTime(date);
  if (found === null || issued === undefined || (date !== '-' && day === undefined)) {
    return refuse(400, {
      code: 'ssmix2-file-name',
      type: 'structure',
      ja: `ファイル名「${name}」は SS-MIX2 の形式（患者ID_診療日_データ種別_オーダ番号_発生日時_診療科_フラグ）ではありません。`,
      en: `\`${name}\` is not patient_date_type_order_time_department_flag of SS-MIX2`,
      expression: name,
    });
  }
  return {
    patientId,
    ...(day === undefined ? {} : { date: day }),
    type,
    orderNumber,
    issued,
    ...(department === '-' ? {} : { department }),
    condition: CONDITIONS[flag as keyof typeof CONDITIONS],
  };
}

/** Warns where the name and the message inside disagree about the person or the kind of message. */
export function compareWithName(
  record: Hl7Record,
  name: Ssmix2FileName,
  filesOf: (event: string) => readonly string[],
): Issue[] {
  const issues: Issue[] = [];
  const patient = textOf(record, 'PID-3');
  if (patient !== undefined && patient !== name.patientId) {
    issues.push(
      disagreement(
        'PID-3',
        'ssmix2-name-patient',
        `患者ID「${name.patientId}」`,
        `patient \`${name.patientId}\``,
        patient,
      ),
    );
  }
  const files = filesOf(record.event);
  if (files.length > 0 && !files.includes(name.type)) {
    issues.push(
      disagreement(
        'MSH-9',
        'ssmix2-name-type',
        `データ種別「${name.type}」`,
        `type \`${name.type}\``,
        `${record.type}^${record.event}`,
      ),
    );
  }
  return issues;
}

function disagreement(expression: string, code: string, ja: string, en: string, inside: string): Issue {
  return {
    severity: 'warning',
    code,
    type: 'conflict',
    ja: `ファイル名の${ja}と、メッセージの ${expression}「${inside}」が一致しません。`,
    en: `the file name says ${en}, but \`${expression}\` says \`${inside}\``,
    expression,
  };
}
