/** The answer to who asks what the house can do, alone or as an entry of a batch. */
import type { Answer } from '#visit';

/** 200 with the text of the CapabilityStatement. */
export const answerCapabilities = (statement: string): Answer => ({
  status: 200,
  body: statement,
  interaction: 'capabilities',
  action: 'R',
  items: [],
});
