// A picture that a person chose, made fit to be sent.

export const MOST_BYTES = 12_000_000; // that the server takes
const MOST_PIXELS = 4_000_000; // more is not looked at: the reader itself reduces a picture to as many

// A smaller JPEG of the picture in `file`, upright. Null where this browser cannot decode it.
export async function smaller(file) {
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
