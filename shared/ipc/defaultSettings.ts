/** The settings of whoever has set nothing; apart from their schema, which the page does not need; runs anywhere. */

/** What is possible beside it says the schema in the contract. */
export const defaultSettings = {
  theme: 'system' as const,
  railCollapsed: false,
  concurrentRuns: null,
  notifyAtEnd: true,
  tourSeen: false,
  digitGroups: 'comma' as const,
  savedQueries: [] as string[],
  cluster: null,
};
