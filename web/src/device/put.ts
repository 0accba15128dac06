/**
 * PUT bytes straight to the object store, by XMLHttpRequest, because fetch can't tell how much has
 * gone. Resolves to the HTTP status, 0 when no answer came.
 */
export function putBytes(
  target: { url: string; headers: Record<string, string> },
  blob: Blob,
  onProgress: (fraction: number) => void,
  stop: AbortSignal,
): Promise<number> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("PUT", target.url);
    for (const [name, value] of Object.entries(target.headers)) {
      // The browser sets these two headers itself, from the blob and the URL, and refuses ours.
      if (!/^(content-length|host)$/i.test(name)) request.setRequestHeader(name, value);
    }
    watchForSilence(request);
    request.upload.onprogress = (sent) => onProgress(sent.total ? sent.loaded / sent.total : 0);
    request.onload = () => resolve(request.status);
    request.onerror = () => resolve(0);
    request.onabort = () => resolve(0);
    stop.addEventListener("abort", () => request.abort());
    request.send(blob);
  });
}

const SILENCE = 45_000;

/** Abort when no byte moves: a dead mobile connection reports nothing at all, for minutes. */
function watchForSilence(request: XMLHttpRequest): void {
  let timer = setTimeout(() => request.abort(), SILENCE);
  request.upload.addEventListener("progress", () => {
    clearTimeout(timer);
    timer = setTimeout(() => request.abort(), SILENCE);
  });
  request.addEventListener("loadend", () => clearTimeout(timer));
}
