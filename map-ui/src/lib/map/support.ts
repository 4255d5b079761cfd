// Whether this device can draw the map at all; asked before the drawing code is fetched.

export function canDraw(): boolean {
  try {
    return document.createElement('canvas').getContext('webgl2') !== null;
  } catch {
    return false;
  }
}
