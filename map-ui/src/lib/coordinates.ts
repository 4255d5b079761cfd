// Reads a place that a person pastes: `10.6422, 106.7875`, the other order, decimal commas,
// degrees-minutes-seconds, or the address of a page that carries a pair.
import type { LonLat } from './api/model';

export type ReadPlace =
  | { readonly kind: 'place'; readonly point: LonLat; readonly exchanged: boolean }
  | { readonly kind: 'refused'; readonly reason: 'empty' | 'unreadable' | 'abroad' };

/** Where Vietnam lies, seas included: enough to tell the two numbers apart, since the ranges do not meet. */
const LAT = { min: 6, max: 24 };
const LON = { min: 100, max: 118 };

const SEXAGESIMAL = /(\d{1,3})\s*°\s*(\d{1,2})\s*['′’]\s*(\d{1,2}(?:[.,]\d+)?)?\s*(?:["″”]|'')?\s*([NSEWBĐ])?/giu;

function within(value: number, range: { min: number; max: number }): boolean {
  return value >= range.min && value <= range.max;
}

function fromSexagesimal(text: string): number[] {
  return [...text.matchAll(SEXAGESIMAL)].map((match) => {
    const part = (index: number) => Number((match[index] ?? '0').replace(',', '.'));
    return part(1) + part(2) / 60 + part(3) / 3600;
  });
}

function fromDecimal(text: string): number[] {
  const inAddress = text.match(/[@=/](-?\d+\.\d+),(-?\d+\.\d+)/);
  if (inAddress) return [Number(inAddress[1]), Number(inAddress[2])];
  const dotted = text.match(/-?\d+\.\d+/g) ?? [];
  if (dotted.length === 2) return dotted.map(Number);
  const commas = text.match(/-?\d+,\d+/g) ?? [];
  if (dotted.length === 0 && commas.length === 2) return commas.map((part) => Number(part.replace(',', '.')));
  return (text.match(/-?\d+(?:\.\d+)?/g) ?? []).map(Number);
}

export function readPlace(text: string): ReadPlace {
  if (text.trim() === '') return { kind: 'refused', reason: 'empty' };
  const numbers = text.includes('°') && /['′’]/.test(text) ? fromSexagesimal(text) : fromDecimal(text);
  const [first, second] = numbers;
  if (numbers.length !== 2 || first === undefined || second === undefined) return { kind: 'refused', reason: 'unreadable' };
  if (within(first, LAT) && within(second, LON)) return { kind: 'place', point: { lat: first, lon: second }, exchanged: false };
  if (within(first, LON) && within(second, LAT)) return { kind: 'place', point: { lat: second, lon: first }, exchanged: true };
  return { kind: 'refused', reason: 'abroad' };
}
