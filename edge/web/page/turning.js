// Boxes [x, y, w, h] of a picture that is shown turned: the region is told in the picture as the camera gives it.

// `box` of a picture of `width` by `height` as it lies in that picture, turned clockwise by `turn` degrees.
export function turnedBox([x, y, w, h], turn, width, height) {
  if (turn === 90) return [height - y - h, x, h, w];
  if (turn === 180) return [width - x - w, height - y - h, w, h];
  if (turn === 270) return [y, width - x - w, h, w];
  return [x, y, w, h];
}

export function turnedSize(turn, width, height) {
  return turn % 180 ? [height, width] : [width, height];
}

// The opposite of `turnedBox`: `box` of the turned picture, in the one of `width` by `height` as it was given.
export function givenBox(box, turn, width, height) {
  return turnedBox(box, (360 - turn) % 360, ...turnedSize(turn, width, height));
}
