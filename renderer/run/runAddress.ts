/** The address of a run's page, as the router has it (renderer). */
export const runAddress = (id: string): string => `#/runs/${encodeURIComponent(id)}`;
