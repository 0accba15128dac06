/** A piece of a file, which is shorter where the file ends before. */
export async function viewOf(file: Blob, at: number, length: number): Promise<DataView> {
  return new DataView(await file.slice(at, at + length).arrayBuffer());
}

export function lettersAt(view: DataView, at: number, count: number): string {
  let text = "";
  for (let turn = 0; turn < count; turn++) text += String.fromCharCode(view.getUint8(at + turn));
  return text;
}
