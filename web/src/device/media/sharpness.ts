/**
 * How sharp a picture is: the mean square of its Laplacian over brightness, the usual measure of
 * focus (Pertuz et al., Pattern Recognition 46, 2013, "LAP1"). Only of use between pictures of one
 * scene.
 */
export function sharpness({
  data,
  width,
  height,
}: Pick<ImageData, "data" | "width" | "height">): number {
  const light = new Float32Array(width * height);
  for (let at = 0; at < light.length; at++) {
    const [red, green, blue] = [at * 4, at * 4 + 1, at * 4 + 2];
    light[at] = 0.299 * (data[red] ?? 0) + 0.587 * (data[green] ?? 0) + 0.114 * (data[blue] ?? 0);
  }
  let sum = 0;
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const around =
        (light[at - 1] ?? 0) +
        (light[at + 1] ?? 0) +
        (light[at - width] ?? 0) +
        (light[at + width] ?? 0);
      sum += (4 * (light[at] ?? 0) - around) ** 2;
    }
  }
  return sum / Math.max(1, (width - 2) * (height - 2));
}
