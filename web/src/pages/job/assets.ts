import type { Asset } from "../../protocol/net/wire";

/** The place of an asset, such as "Cage 14 · U7". */
export function placeWords(asset: Asset): string {
  const unit = /^\d/.test(asset.unit) ? `U${asset.unit}` : asset.unit;
  return [asset.rack, unit].filter(Boolean).join(" · ");
}

/** The place and the names of an asset, such as "Cage 14 · U7 · C9300 · FRA-SW-01". */
export function assetWords(asset: Asset): string {
  return [placeWords(asset), asset.model, asset.tag].filter(Boolean).join(" · ");
}
