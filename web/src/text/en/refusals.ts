/** The server's refusals as people read them: it speaks English, so its words stay as they are. */
export const refusals = {
  detail: (sentence: string, _code: string): string => sentence,
  message: (sentence: string): string => sentence,
};
