// Every layer of the map, from the ground up; of two labels that collide, the upper one stays, so names
// stand under the marks that they must keep off. A layer that is not named here cannot be drawn.
import type { LayerSpecification } from 'maplibre-gl';

export const ORDER = [
  'land',
  'communes',
  'water-line',
  'water',
  'waterways',
  'communes-line',
  'ferries',
  'paths',
  'roads-casing',
  'roads',
  'bridges-casing',
  'bridges',
  'route-casing',
  'route-access',
  'route-road',
  'route-sail',
  'ferry-labels',
  'waterway-labels',
  'water-labels',
  'road-labels',
  'place-labels',
  'schools-other',
  'schools-dots',
  'school-labels',
  'schools',
  'city-labels',
  'results-labels',
  'results',
  'chosen-label',
  'chosen',
] as const;

export type LayerId = (typeof ORDER)[number];

/** The layers in drawing order; an unknown or repeated id throws. */
export function inOrder(layers: readonly LayerSpecification[]): LayerSpecification[] {
  const rank = (id: string): number => {
    const index = (ORDER as readonly string[]).indexOf(id);
    if (index < 0) throw new Error(`layer ${id} is not in map/order.ts`);
    return index;
  };
  const sorted = [...layers].sort((a, b) => rank(a.id) - rank(b.id));
  sorted.forEach((layer, index) => {
    if (sorted[index - 1]?.id === layer.id) throw new Error(`layer ${layer.id} is given twice`);
  });
  return sorted;
}
