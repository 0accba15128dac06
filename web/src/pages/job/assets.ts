import type { Asset } from "../../protocol/net/wire";

/** Where it is: "Cage 14 · U7". */
export function placeWords(asset: Asset): string {
  const unit = /^\d/.test(asset.unit) ? `U${asset.unit}` : asset.unit;
  return [asset.rack, unit].filter(Boolean).join(" · ");
}

/** Where it is and what it is: "Cage 14 · U7 · C9300 · FRA-SW-01". */
export function assetWords(asset: Asset): string {
  return [placeWords(asset), asset.model, asset.tag].filter(Boolean).join(" · ");
}
