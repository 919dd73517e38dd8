/** Bulk export and subscriptions (68–88): reported as not offered unless the CapabilityStatement offers them. */
import type { Check } from './check.ts';
import { send } from './client/http.ts';
import { type Context, FHIR, offeredBySystem, offeredTypes } from './context.ts';
import { expectStatus, Skipped } from './expect.ts';

const EXPORT: readonly (readonly [number, string, string])[] = [
  [68, 'CapabilityStatement に $export がある', 'the CapabilityStatement lists $export'],
  [69, 'トークンなしの $export は 401 である', '$export without a token is 401'],
  [70, '$export は 202 と Content-Location を返す', '$export with respond-async is 202 with Content-Location'],
  [71, '進み具合の応答が正しい', 'the status answers are right'],
  [72, '出力は正しい NDJSON で、トークンなしでは断られる', 'outputs are valid NDJSON, and refused without a token'],
  [73, '_outputFormat と _since を受け付ける', '_outputFormat and _since are taken'],
  [74, 'DELETE のあとは 404 である', 'after DELETE the status is 404'],
];
const SUBSCRIPTIONS: readonly (readonly [number, string, string])[] = [
  [
    75,
    'CapabilityStatement の Subscription に supportedProfile がある',
    'the CapabilityStatement’s Subscription has a supportedProfile',
  ],
  [76, 'SubscriptionTopic の canonical の拡張がある', 'there is the SubscriptionTopic canonical extension'],
  [77, '作られた rest-hook は requested である', 'a created rest-hook is requested, not active'],
  [78, '最初に正しい handshake が来る', 'a conformant handshake comes before any event'],
  [79, '正しい heartbeat が来る', 'a conformant heartbeat comes'],
  [80, '正しい通知が来る（empty・id-only・full-resource）', 'conformant events come: empty, id-only, full-resource'],
  [81, '$status が働く', '$status works'],
  [82, '対応しない topic は断るか直す', 'an unsupported topic is rejected or amended'],
  [83, '対応しない filter は断るか直す', 'an unsupported filter is rejected or amended'],
  [84, '対応しない channel type は断るか直す', 'an unsupported channel type is rejected or amended'],
  [85, '対応しない endpoint は断るか直す', 'an unsupported endpoint is rejected or amended'],
  [86, '対応しない payload type は断るか直す', 'an unsupported payload type is rejected or amended'],
  [87, '対応しない payload の組は断るか直す', 'an unsupported payload combination is rejected or amended'],
  [88, '対応しない版間の拡張は断るか直す', 'an unsupported cross-version extension is rejected or amended'],
];

export const optionalChecks: readonly Check[] = [
  ...EXPORT.map((row) => optional(row, 'BD', offersExport)),
  ...SUBSCRIPTIONS.map((row) => optional(row, 'SB', offersSubscriptions)),
];

function optional(
  [number, ja, en]: readonly [number, string, string],
  spec: string,
  offered: (context: Context) => Promise<boolean>,
): Check {
  return {
    number,
    ja,
    en,
    spec,
    run: async (context) => {
      if (!(await offered(context))) throw new Skipped('提供されていません', 'not offered');
      if (number === 68) return undefined;
      if (number === 69) {
        expectStatus(await send(`${context.base}/$export`, { headers: { ...FHIR, Prefer: 'respond-async' } }), 401);
        return undefined;
      }
      return [{ ja: '提供されていますが、この道具は確かめません', en: 'offered, but this tool has no check of it' }];
    },
  };
}

async function offersExport(context: Context): Promise<boolean> {
  const types = await offeredTypes(context);
  const names = [...(await offeredBySystem(context)), ...types.flatMap(({ operations }) => operations)];
  return names.some((name) => /^(\$?export|(group|patient)-export)$/.test(name));
}

async function offersSubscriptions(context: Context): Promise<boolean> {
  const types = await offeredTypes(context);
  return types.some(({ type, interactions }) => type === 'Subscription' && interactions.includes('create'));
}
