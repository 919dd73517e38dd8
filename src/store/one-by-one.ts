/**
 * The end of an EXISTS that is asked for each row by itself. Without it the planner may ask the condition, which is costly, of
 * every row that there is, to join them all at once.
 */
export const ONE_BY_ONE = 'OFFSET 0';
