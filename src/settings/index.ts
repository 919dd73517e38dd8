/** The environment as settings; the only room that reads it. */
export { readSettings, SettingsRefused } from './read-settings.ts';
export type { OpenidSettings, Settings } from './settings.ts';
