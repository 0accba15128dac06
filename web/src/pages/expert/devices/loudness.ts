const EVERY = 60;
/** Speech at an arm's length lies around 0.1; the bar is full a little above. */
const FULL = 0.25;

/** Reports how loud a track is, 0 to 1, until the returned function is called. */
export function watchLevel(track: MediaStreamTrack, report: (level: number) => void): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  analyser.fftSize = 1024;
  context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
  // A context that is made before any touch of the page is suspended; a later touch wakes it.
  void context.resume().catch(() => {});
  const samples = new Float32Array(analyser.fftSize);
  const timer = setInterval(() => {
    analyser.getFloatTimeDomainData(samples);
    const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
    report(Math.min(1, Math.sqrt(power) / FULL));
  }, EVERY);
  return () => {
    clearInterval(timer);
    void context.close();
  };
}
