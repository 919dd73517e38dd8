/** Pages for people, safe by construction. */
export { html, joined, Markup } from './markup.ts';
