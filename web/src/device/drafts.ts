/** The text that was typed and not sent: it survives a reload, a locked phone and a killed tab. */
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
