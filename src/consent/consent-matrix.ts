/** The default matrix of consent as data: what each kind of recipient may be shown of each category (§5). */
import { type Bilingual, compileSchema, type Issue, oneOfWords, type Refusal, refuseAll, schemaFaults } from '#fhir';
import schema from './consent-matrix-schema.json' with { type: 'json' };
import { faultOfPurpose } from './known-codes.ts';

/** ◎ in the standard form · ○ only where it is ticked · △ a derived summary only · Ⓔ only in an emergency · ✕ never. */
type Mark = '◎' | '○' | '△' | 'Ⓔ' | '✕';

export interface MatrixCell {
  readonly category: string;
  readonly kind: string;
  readonly mark: Mark;
  readonly qualifier?: Bilingual;
  /** What holds for restricted records (R) of the category, where it is not the same. */
  readonly detail?: '○' | '✕';
  /** Only what is not older than so many days at the beginning of the consent. */
  readonly sinceDays?: number;
  /** In an emergency too (Ⓔ), whatever the mark. */
  readonly emergency?: boolean;
  /** What the law shows without a consent (Ⓛ); no template ever holds it. */
  readonly byLaw?: Bilingual;
  /** Family members must consent for themselves (*). */
  readonly familyConsent?: boolean;
  /** Never in this case. */
  readonly unless?: Bilingual;
  readonly why: Bilingual;
  readonly legalReview: 'pending' | 'approved';
  readonly legalNote?: string;
}

/** A code with what it is called. */
interface Named extends Bilingual {
  readonly code: string;
}
export interface RecipientKind extends Named {
  /** v3-ActReason, for which the standard form lets it look. */
  readonly purposes: readonly string[];
}
interface MatrixPurpose extends Named {
  readonly kinds: readonly string[];
  readonly categories: readonly string[];
  readonly why: Bilingual;
  readonly legalReview: 'pending' | 'approved';
}
interface MatrixPhase extends Named {
  /** Only these; all where absent. */
  readonly kinds?: readonly string[];
  readonly categories?: readonly string[];
  readonly monthsMax: number;
  readonly why: Bilingual;
}

export interface ConsentMatrix {
  readonly version: string;
  readonly title: Bilingual;
  readonly kinds: readonly RecipientKind[];
  /** In the order of the table. */
  readonly categories: readonly Named[];
  readonly cells: readonly MatrixCell[];
  readonly purposes: readonly MatrixPurpose[];
  readonly phases: readonly MatrixPhase[];
}

const isMatrix = compileSchema<Partial<ConsentMatrix>>(schema);
const NOTHING: ConsentMatrix = {
  version: '',
  title: { ja: '', en: '' },
  kinds: [],
  categories: [],
  cells: [],
  purposes: [],
  phases: [],
};

/**
 * Reads a matrix; laid over another one, its rows take the place of those with the same code, or category and kind. 422
 * `consent-matrix-malformed` with the place of each fault: a row of an unknown kind, one said twice, a kind without a cell
 * for each category.
 */
export function readConsentMatrix(json: unknown, over: ConsentMatrix = NOTHING): ConsentMatrix | Refusal {
  if (!isMatrix(json))
    return refuseAll(
      422,
      schemaFaults(isMatrix).map(({ path, ja, en }) => fault(path, { ja: `${ja}。`, en })),
    );
  const { kinds = [], categories = [], cells = [], purposes = [], phases = [] } = json;
  const merged: ConsentMatrix = {
    version: json.version ?? over.version,
    title: json.title ?? over.title,
    kinds: laidOver(over.kinds, kinds, ({ code }) => code),
    categories: laidOver(over.categories, categories, ({ code }) => code),
    cells: laidOver(over.cells, cells, nameOf),
    purposes: laidOver(over.purposes, purposes, ({ code }) => code),
    phases: laidOver(over.phases, phases, ({ code }) => code),
  };
  const faults = [...twice(json), ...unknownKinds(json, merged), ...unknownPurposes(json), ...holes(merged)];
  return faults.length === 0 ? merged : refuseAll(422, faults);
}

/** The cell of a category for a kind of recipient. */
export const cellOf = ({ cells }: ConsentMatrix, kind: string, category: string): MatrixCell | undefined =>
  cells.find((cell) => cell.kind === kind && cell.category === category);

/** As the table shows it: `◎要約 ○詳細`, `○Ⓔ`, `○*`. */
export function symbolsOf(
  { mark, qualifier, detail, emergency, byLaw, familyConsent, unless }: MatrixCell,
  language: 'ja' | 'en' = 'ja',
): string {
  const own = `${mark}${qualifier?.[language] ?? ''}${familyConsent ? '*' : ''}${emergency ? 'Ⓔ' : ''}`;
  const details = detail === undefined ? [] : [`${detail}${language === 'ja' ? '詳細' : 'details'}`];
  const law = byLaw === undefined ? [] : [`Ⓛ${byLaw[language]}`];
  const never = unless === undefined ? [] : [language === 'ja' ? `${unless.ja}✕` : `✕ ${unless.en}`];
  return [own, ...details, ...law, ...never].join(' ');
}

const nameOf = ({ category, kind }: Pick<MatrixCell, 'category' | 'kind'>): string => `${category} × ${kind}`;

function laidOver<T>(before: readonly T[], rows: readonly T[], name: (row: T) => string): T[] {
  const news = new Map(rows.map((row) => [name(row), row]));
  const known = new Set(before.map(name));
  return [...before.map((row) => news.get(name(row)) ?? row), ...rows.filter((row) => !known.has(name(row)))];
}

function twice({ cells = [], ...named }: Partial<ConsentMatrix>): Issue[] {
  const lists = [
    ...(['kinds', 'categories', 'purposes', 'phases'] as const).map(
      (list) => [list, (named[list] ?? []).map(({ code }) => code)] as const,
    ),
    ['cells', cells.map(nameOf)] as const,
  ];
  return lists.flatMap(([list, names]) =>
    names.flatMap((name, i) =>
      names.indexOf(name) === i
        ? []
        : [fault(`${list}.${i}`, { ja: `「${name}」が二度あります。`, en: `\`${name}\` is said twice` })],
    ),
  );
}

function unknownKinds(
  { cells = [], purposes = [], phases = [] }: Partial<ConsentMatrix>,
  { kinds }: ConsentMatrix,
): Issue[] {
  const named = [
    ...cells.map(({ kind }, i) => [`cells.${i}.kind`, kind] as const),
    ...purposes.flatMap((row, i) => row.kinds.map((kind) => [`purposes.${i}.kinds`, kind] as const)),
    ...phases.flatMap((row, i) => (row.kinds ?? []).map((kind) => [`phases.${i}.kinds`, kind] as const)),
  ];
  return named.flatMap(([place, kind]) =>
    kinds.some(({ code }) => code === kind) ? [] : [fault(place, unknownKind(kind, kinds))],
  );
}

function unknownKind(kind: string, kinds: readonly RecipientKind[]): Bilingual {
  const known = kinds.map(({ code }) => code);
  const { ja, en } = oneOfWords(kind, known);
  return {
    ja: `「${kind}」という種類の相手はありません。${ja}。`,
    en: `there is no kind of recipient \`${kind}\`: it ${en}`,
  };
}

const unknownPurposes = ({ purposes = [] }: Partial<ConsentMatrix>): Issue[] =>
  purposes.flatMap(({ code }, i) => {
    const words = faultOfPurpose(code);
    return words === undefined ? [] : [fault(`purposes.${i}.code`, { ja: `${words.ja}。`, en: words.en })];
  });

/** A kind of recipient without a cell would be shown by chance, not by a decision. */
function holes(matrix: ConsentMatrix): Issue[] {
  return matrix.kinds.flatMap(({ code }) =>
    CATEGORIES.filter((category) => cellOf(matrix, code, category) === undefined).map((category) =>
      fault('cells', {
        ja: `「${category} × ${code}」の欄がありません。`,
        en: `there is no cell for \`${category} × ${code}\``,
      }),
    ),
  );
}

const CATEGORIES: readonly string[] = schema.definitions.category.enum;

const fault = (expression: string, { ja, en }: Bilingual): Issue => ({
  severity: 'error',
  code: 'consent-matrix-malformed',
  type: 'invalid',
  expression,
  ja: `同意の標準の表の「${expression}」が正しくありません: ${ja}`,
  en: `\`${expression}\` of the matrix of consent: ${en}`,
});
