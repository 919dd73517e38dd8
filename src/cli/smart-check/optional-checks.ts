/** Subscriptions (75–88): reported as not offered unless the CapabilityStatement offers them. */
import type { Check } from './check.ts';
import { offeredTypes } from './context.ts';
import { Skipped } from './expect.ts';

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

/** No check listens for notifications, so that none of these can pass yet. */
export const optionalChecks: readonly Check[] = SUBSCRIPTIONS.map(([number, ja, en]) => ({
  number,
  ja,
  en,
  spec: 'SB',
  run: async (context) => {
    const types = await offeredTypes(context);
    const offered = types.some(({ type, interactions }) => type === 'Subscription' && interactions.includes('create'));
    if (!offered) throw new Skipped('提供されていません', 'not offered');
    return [{ ja: '提供されていますが、この道具は確かめません', en: 'offered, but this tool has no check of it' }];
  },
}));
