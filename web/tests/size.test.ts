import { expect, test } from "vitest";
import { megabytes } from "../src/text/size";

test.each([
  [0, "0 MB"],
  [1, "0 kB"],
  [28_000, "28 kB"],
  [4_200, "4.2 kB"],
  [100_000, "0.1 MB"],
  [2_100_000, "2.1 MB"],
  [41_400_000, "41 MB"],
  [1_310_000_000, "1.3 GB"],
])("%d bytes are read as %s", (bytes, words) => {
  expect(megabytes(bytes)).toBe(words);
});
