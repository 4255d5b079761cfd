// The map's marks, drawn when the style first asks for one: a disc, or a disc with a school on it.
// An id says what to draw, so a palette needs no image files: `school|#b8321a|#ffffff`.

const KINDS = { disc: 29, school: 27, dot: 11 } as const;
export type MarkKind = keyof typeof KINDS;
export const MARK_PIXEL_RATIO = 3;

/** A house with a flag on a 24 px grid, as on the page's own icon for a school. */
const SCHOOL = 'M4 20V10.5l8-5.5 8 5.5V20h-6v-5h-4v5ZM11.2 6V1.5h4.8V4.2h-3.2V6Z';

export interface Mark {
  readonly kind: MarkKind;
  readonly fill: string;
  readonly ring: string;
}

export function markId(kind: MarkKind, fill: string, ring: string): string {
  return [kind, fill, ring].join('|');
}

export function readMarkId(id: string): Mark | null {
  const [kind, fill, ring] = id.split('|');
  if (kind === undefined || !(kind in KINDS) || fill === undefined || ring === undefined) return null;
  return { kind: kind as MarkKind, fill, ring };
}

export function drawMark({ kind, fill, ring }: Mark): ImageData | null {
  const size = KINDS[kind];
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = size * MARK_PIXEL_RATIO;
  const pen = canvas.getContext('2d');
  if (pen === null) return null;
  pen.scale(MARK_PIXEL_RATIO, MARK_PIXEL_RATIO);
  const width = kind === 'dot' ? 1.5 : 2.5;
  pen.beginPath();
  pen.arc(size / 2, size / 2, size / 2 - width / 2 - 0.5, 0, 2 * Math.PI);
  pen.fillStyle = fill;
  pen.fill();
  pen.lineWidth = width;
  pen.strokeStyle = ring;
  pen.stroke();
  if (kind === 'school') {
    const scale = 0.58;
    pen.translate(size / 2 - 12 * scale, size / 2 - 12.2 * scale);
    pen.scale(scale, scale);
    pen.fillStyle = ring;
    pen.fill(new Path2D(SCHOOL));
  }
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}
