// The way to a school: solid by road, dashed over water, dotted off the mapped roads.
import type { DataDrivenPropertyValueSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl';
import type { Palette } from '../palette';

function legs(...kinds: string[]): FilterSpecification {
  return ['in', ['get', 'kind'], ['literal', kinds]];
}

const WIDTH: DataDrivenPropertyValueSpecification<number> = ['interpolate', ['linear'], ['zoom'], 9, 3.5, 15, 6.5];
const CASING: DataDrivenPropertyValueSpecification<number> = ['interpolate', ['linear'], ['zoom'], 9, 7, 15, 11.5];

export function routeLayers(source: string, palette: Palette): LayerSpecification[] {
  const line = { type: 'line', source } as const;
  const round = { 'line-cap': 'round', 'line-join': 'round' } as const;
  return [
    {
      id: 'route-casing', ...line, layout: round, filter: ['!=', ['get', 'kind'], 'access'],
      paint: { 'line-color': palette.routeCasing, 'line-width': CASING, 'line-opacity': 0.95 },
    },
    {
      id: 'route-access', ...line, layout: round, filter: legs('access'),
      paint: { 'line-color': palette.route, 'line-width': 3.5, 'line-dasharray': [0.1, 2] },
    },
    { id: 'route-road', ...line, layout: round, filter: legs('road', 'ride'), paint: { 'line-color': palette.route, 'line-width': WIDTH } },
    {
      id: 'route-sail', ...line, layout: { 'line-cap': 'butt', 'line-join': 'round' }, filter: legs('sail'),
      paint: { 'line-color': palette.routeSail, 'line-width': WIDTH, 'line-dasharray': [2, 1.2] },
    },
  ];
}
