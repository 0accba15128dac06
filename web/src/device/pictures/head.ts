/** What a picture's file says of itself before its pixels; no width and height where it says none. */
export interface PictureHead {
  width: number;
  height: number;
  exif: DataView | null;
  progressive: boolean;
}
