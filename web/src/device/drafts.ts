/** What is typed and not yet sent survives a reload, a lock, a killed tab. */
export function readDraft(name: string): string {
  try {
    return localStorage.getItem(`smart-hands.draft.${name}`) ?? "";
  } catch {
    return "";
  }
}

export function keepDraft(name: string, text: string): void {
  try {
    if (text) localStorage.setItem(`smart-hands.draft.${name}`, text);
    else localStorage.removeItem(`smart-hands.draft.${name}`);
  } catch {
    // Storage is switched off or full: the draft lives as long as the page.
  }
}
