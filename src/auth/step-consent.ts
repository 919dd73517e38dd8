/** The last step: what the app may have, scope by scope. What a person narrows takes the place of what was asked. */
import type { Bilingual } from '#fhir';
import { keepGrantContext } from './grant-context.ts';
import { isLaunchScope, isRefreshScope } from './launch-scopes.ts';
import { offeredTo } from './offered-to.ts';
import { recordedRole } from './role-asking.ts';
import { concerns, parseScopes, type Scope } from './scopes.ts';
import { consentScreen, type ScopeChoice } from './screens/consent.ts';
import { purposeWords } from './screens/purpose-words.ts';
import { categoriesOf, scopeWords } from './screens/scope-words.ts';
import { type Acting, type Desk, type Next, openedContext, type Step } from './seat.ts';
import { BREAK_GLASS, LIFE } from './token-life.ts';

const NOTHING: Bilingual = { ja: '少なくとも一つは許可してください。', en: 'Allow at least one of them.' };

const ALSO: Readonly<Record<string, Bilingual>> = {
  openid: { ja: 'サインインしたこと', en: 'That you signed in' },
  fhirUser: { ja: 'あなたがだれか', en: 'Who you are' },
  profile: { ja: 'あなたの名前', en: 'Your name' },
  launch: { ja: 'いま開いている記録', en: 'What is open on your screen' },
  'launch/patient': { ja: '対象の方', en: 'Whose records are used' },
  'launch/encounter': { ja: 'いまの入院・受診', en: 'The present stay or visit' },
};
const STAYING: Readonly<Record<string, Bilingual>> = {
  offline_access: {
    ja: 'サインアウトした後もつながったままにする（最長14日ずつ）',
    en: 'Stay connected after you sign out (14 days at a time)',
  },
  online_access: { ja: 'サインインしている間つながったままにする', en: 'Stay connected while you are signed in' },
};

export const consentStep: Step<Acting> = {
  show: async (desk, seat) => {
    const { offered, refreshing, others } = offeredOf(seat, desk);
    const patient = patientOf(seat);
    return consentScreen(seat, {
      app: seat.client.name,
      person: seat.person.name,
      role: seat.role.name,
      purpose: purposeWords(seat.asking.purpose),
      breaksGlass: seat.asking.purpose === BREAK_GLASS,
      patient: patient === undefined ? undefined : await nameOf(desk, seat, patient),
      scopes: offered.map((scope) => choiceOf(scope, desk)),
      also: Object.entries(ALSO).flatMap(([text, words]) => (others.includes(text) ? [words] : [])),
      staying: Object.entries(STAYING).flatMap(([scope, words]) =>
        refreshing.includes(scope) ? [{ scope, words }] : [],
      ),
    });
  },
  take: async (desk, seat, form) => {
    // A form of an earlier page, such as one that was sent twice, allows nothing.
    if (form.get('step') !== 'consent') return { kind: 'show', screen: await consentStep.show(desk, seat) };
    const { offered, refreshing, others } = offeredOf(seat, desk);
    const ticked = new Set(form.getAll('scope'));
    const narrow = new Set(form.getAll('narrow'));
    const chosen = offered
      .filter(({ text }) => ticked.has(text))
      .map((scope) => ({ scope, parts: narrowerOf(scope, desk).filter((one) => narrow.has(one.scope)) }));
    const narrowed = chosen.filter(({ parts }) => parts.length > 0).map(({ scope }) => scope);
    const granted = chosen.flatMap(({ scope, parts }) => {
      if (parts.length > 0) return parts.map((one) => one.scope);
      return narrowed.some((one) => undoes(scope, one)) ? [] : [scope.text];
    });
    if (granted.length === 0 && offered.length > 0)
      return { kind: 'show', screen: await consentStep.show(desk, { ...seat, fault: NOTHING }) };
    return grant(desk, seat, [...others, ...refreshing.filter((text) => ticked.has(text)), ...granted]);
  },
};

/** Scopes add up: a whole one beside what was narrowed would give all of it again. */
const undoes = (scope: Scope, narrowed: Scope): boolean =>
  scope.query === undefined &&
  concerns(scope, narrowed.type) &&
  scope.actions.some((action) => narrowed.actions.includes(action));

/** Of what was asked for, what the token may have: nobody allows what would not be granted. */
function offeredOf(seat: Acting, desk: Desk) {
  const all = offeredTo(seat, desk);
  return {
    offered: parseScopes(all.join(' ')),
    // An emergency is over with its token.
    refreshing: seat.asking.purpose === BREAK_GLASS ? [] : all.filter(isRefreshScope),
    others: all.filter((text) => isLaunchScope(text) && !isRefreshScope(text)),
  };
}

/** `Patient/x` whose records are used: as the launch said, as was chosen, or the person themselves. */
export function patientOf(seat: Acting): string | undefined {
  const id = openedContext(seat).patient ?? seat.sitting.patient;
  if (id !== undefined) return `Patient/${id}`;
  const { actor } = seat.asking;
  return actor.startsWith('Patient/') ? actor : undefined;
}

async function nameOf(desk: Desk, { asking }: Acting, patient: string): Promise<string> {
  const found = await desk.findPatients(asking, { id: patient.slice('Patient/'.length) });
  // Whom the role may not see is not named either.
  return found[0]?.name ?? '—';
}

const choiceOf = (scope: Scope, desk: Desk): ScopeChoice => ({
  scope: scope.text,
  words: scopeWords(scope),
  narrower: narrowerOf(scope, desk),
});

/** The parts that may be granted in place of a scope: none of one of version 1 or of a part, since no scope could say them. */
function narrowerOf(scope: Scope, { understands }: Desk) {
  return categoriesOf(scope.type)
    .map(({ query, words }) => ({ scope: `${scope.text}?${query}`, words }))
    .filter((one) => parseScopes(one.scope).some(understands));
}

async function grant(desk: Desk, seat: Acting, scopes: readonly string[]): Promise<Next> {
  const { provider, sql, fhirBase, now } = desk;
  const { client, person, role, asking } = seat;
  const scope = scopes.join(' ');
  const made = new provider.Grant({ accountId: person.id, clientId: client.id });
  made.addOIDCScope(scopes.filter(isLaunchScope).join(' '));
  made.addResourceScope(fhirBase, scope);
  const grantId = await made.save();
  const { patient: _, ...context } = openedContext(seat);
  await keepGrantContext(
    sql,
    grantId,
    {
      user: person.id,
      role: role.id,
      purpose: asking.purpose,
      reason: asking.reason,
      patient: patientOf(seat) ?? null,
      context,
      session: scopes.includes('offline_access') ? null : seat.session,
    },
    new Date(now().getTime() + LIFE.Grant * 1000),
  );
  await desk.record({
    interaction: '$grant',
    outcome: 'success',
    method: 'POST',
    path: '/interaction',
    clientId: client.id,
    patient: patientOf(seat) ?? null,
    ...recordedRole(seat),
  });
  return { kind: 'finish', result: { consent: { grantId } }, scope };
}
