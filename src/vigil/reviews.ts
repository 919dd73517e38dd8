/** The reviews that follow from emergencies: opened with the disclosure, listed for who watches, and decided once. */
import { randomUUID } from 'node:crypto';
import type { AuditEntry } from '#audit';
import type { Sql } from '#database';
import type { Look } from './looks.ts';

export const REVIEW_OUTCOMES = ['justified', 'not-justified'] as const;
export type ReviewOutcome = (typeof REVIEW_OUTCOMES)[number];

/** One emergency of one session about one person. Times are of the requests, not of their recording. */
export interface Review {
  readonly id: string;
  /** `Patient/x`; empty where somebody looked without naming anyone. */
  readonly patient: string;
  readonly opened: Date;
  readonly latest: Date;
  /** 72 hours after it was opened. */
  readonly due: Date;
  readonly requests: number;
  readonly client: string;
  readonly actor: string;
  readonly organization: string | null;
  readonly user: string | null;
  readonly reason: string;
  readonly categories: readonly string[];
  readonly outcome: ReviewOutcome | null;
  readonly note: string | null;
  readonly reviewed: Date | null;
  readonly reviewer: string | null;
}

const REVIEW_HOURS_MAX = 72;
const HOUR_MS = 3_600_000;
const LISTED_MAX = 1_000;
const COLUMNS = `id, patient, opened, latest, due, requests, client, actor, organization, user_id AS "user", reason, categories,
  outcome, note, reviewed, reviewer`;

/** Opens or joins a review for each look, and raises the alarm of those that are new: within the transaction of the audit. */
export async function openReviews(sql: Sql, entry: AuditEntry, looks: readonly Look[]): Promise<void> {
  const due = new Date(entry.recorded.getTime() + REVIEW_HOURS_MAX * HOUR_MS);
  // In one order for all, so that two requests about the same people do not wait for each other.
  for (const { patient, categories } of looks) {
    const { rows } = await sql.query<{ id: string; requests: number }>(
      `INSERT INTO break_glass_review (patient, id, session, opened, latest, due, requests, client, actor, organization, user_id, reason, categories)
       VALUES ($1, $2, $3, $4, $4, $5, 1, $6, $7, $8, $9, $10, $11)
       ON CONFLICT (patient, session) WHERE outcome IS NULL DO UPDATE SET
         latest = greatest(break_glass_review.latest, EXCLUDED.latest), requests = break_glass_review.requests + 1,
         categories = ARRAY(SELECT DISTINCT unnest(break_glass_review.categories || EXCLUDED.categories) ORDER BY 1)
       RETURNING id, requests`,
      [
        patient,
        randomUUID(),
        sessionOf(entry),
        entry.recorded,
        due,
        entry.client?.name ?? '',
        entry.actor ?? '',
        entry.organization ?? null,
        entry.user ?? null,
        entry.purposeReason ?? '',
        categories,
      ],
    );
    const [review] = rows;
    await sql.query('INSERT INTO break_glass_look (patient, entry, review, at) VALUES ($1, $2, $3, $4)', [
      patient,
      entry.id,
      review?.id,
      entry.recorded,
    ]);
    if (review?.requests !== 1) continue;
    await sql.query(
      `INSERT INTO break_glass_alarm (review, kind, due, raised, next_try) VALUES ($1, 'opened', $2, $3, $3)`,
      [review.id, due, entry.recorded],
    );
  }
}

/** A token of an emergency comes from one sign-in and is never refreshed; before there is one, each request stands alone. */
const sessionOf = ({ client, id }: AuditEntry): string => client?.tokenId || id;

/** Whether the looks of an entry are kept already. */
export async function isKept(sql: Sql, entry: AuditEntry): Promise<boolean> {
  const { rowCount } = await sql.query('SELECT 1 FROM break_glass_look WHERE entry = $1 LIMIT 1', [entry.id]);
  return rowCount > 0;
}

/** The newest reviews, but for those of the emergencies of `except`, who is never told of them. */
export async function listReviews(sql: Sql, except: Asker): Promise<Review[]> {
  const { rows } = await sql.query<Omit<Review, never> & Record<string, unknown>>(
    `SELECT ${COLUMNS} FROM break_glass_review WHERE ${OF_OTHERS} ORDER BY opened DESC, id LIMIT ${LISTED_MAX}`,
    valuesOf(except),
  );
  return rows;
}

/** Who asks, and every person who may stand behind them, by the ids of those who sign in. */
export interface Asker {
  readonly actor: string;
  readonly organization: string | null;
  readonly user: string | null;
  readonly persons: readonly string[];
}

/**
 * Whoever broke the glass never judges it, in whatever role or by whatever client. Where it is not known who did, or who
 * asks, since a backend has no person, it is somebody of another organization.
 */
const OF_OTHERS = `actor <> $1 AND NOT COALESCE(user_id = ANY($2), false)
  AND ((user_id IS NOT NULL AND $3::boolean) OR organization IS DISTINCT FROM $4)`;

const valuesOf = ({ actor, persons, user, organization }: Asker): readonly unknown[] => [
  actor,
  persons,
  user !== null,
  organization,
];

/** All reviews about one person, oldest first: what that person is told. */
export async function reviewsAbout(sql: Sql, patient: string): Promise<Review[]> {
  const { rows } = await sql.query<Review & Record<string, unknown>>(
    `SELECT ${COLUMNS} FROM break_glass_review WHERE patient = $1 ORDER BY opened, id`,
    [patient],
  );
  return rows;
}

/** Which review each request about a person belongs to, by the actor and the time that the audit keeps of it. */
export async function reviewsByLook(sql: Sql, patient: string): Promise<ReadonlyMap<string, Review>> {
  const [reviews, { rows: looks }] = await Promise.all([
    reviewsAbout(sql, patient),
    sql.query<{ review: string; at: Date }>('SELECT review, at FROM break_glass_look WHERE patient = $1', [patient]),
  ]);
  const byId = new Map(reviews.map((review) => [review.id, review]));
  return new Map(
    looks.flatMap(({ review, at }) => {
      const found = byId.get(review);
      return found ? [[lookKey(found.actor, at.toISOString()), found] as const] : [];
    }),
  );
}

export const lookKey = (actor: string, recorded: string): string => `${actor} ${recorded}`;

/** Decides an open review; nothing where there is none of this id that the asker may decide. */
export async function decideReview(
  sql: Sql,
  asker: Asker,
  { id, outcome, note, now }: { id: string; outcome: ReviewOutcome; note: string; now: Date },
): Promise<Review | undefined> {
  const { rows } = await sql.query<Review & Record<string, unknown>>(
    `UPDATE break_glass_review SET outcome = $6, note = $7, reviewed = $8, reviewer = $1
     WHERE id = $5 AND outcome IS NULL AND ${OF_OTHERS} RETURNING ${COLUMNS}`,
    [...valuesOf(asker), id, outcome, note, now],
  );
  return rows[0];
}
