// A picture that a person chose, made fit to be sent.

const MOST_BYTES = 12_000_000; // what the server takes
const MOST_PIXELS = 4_000_000; // more is not looked at: the reader itself reduces a picture to as many

export const MEGABYTES = MOST_BYTES / 1e6;

// `file` as it is where the server takes it, else a smaller JPEG of it, upright. Null where it is no picture.
export async function fitting(file) {
  if (file.size <= MOST_BYTES) return file;
  let bitmap;
  try {
    bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  } catch {
    return null;
  }
  const factor = Math.min(1, Math.sqrt(MOST_PIXELS / (bitmap.width * bitmap.height)));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(bitmap.width * factor);
  canvas.height = Math.round(bitmap.height * factor);
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff"; // what is transparent is white paper
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  bitmap.close();
  return new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.95));
}

// The first picture that was dropped or pasted; null where there was none.
export function pictureIn(transfer) {
  return [...(transfer?.files ?? [])].find((file) => file.type.startsWith("image/")) ?? null;
}
