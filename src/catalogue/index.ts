/** Every code with which an act or a door refuses, with its words in Japanese and English. */

/** Every issue code of the house, with its words in both languages. */
export { ISSUE_KINDS } from './issue-kinds.ts';
