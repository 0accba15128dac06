/** What the server says when it refuses. It speaks English, so here its words stay. */
export const refusals = {
  detail: (said: string, _code: string): string => said,
  message: (said: string): string => said,
};
