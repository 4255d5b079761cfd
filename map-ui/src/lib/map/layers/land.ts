// The ground: land, communes, water.
import type { LayerSpecification } from 'maplibre-gl';
import type { Palette } from '../palette';

export function landLayers(source: string, palette: Palette): LayerSpecification[] {
  return [
    { id: 'land', type: 'background', paint: { 'background-color': palette.land } },
    {
      id: 'communes',
      type: 'fill',
      source,
      'source-layer': 'communes',
      paint: { 'fill-color': palette.commune, 'fill-antialias': false },
    },
    {
      // Under the fill, so that only the outer half of a shore shows where polygons overlap.
      id: 'water-line',
      type: 'line',
      source,
      'source-layer': 'water',
      minzoom: 9,
      paint: { 'line-color': palette.waterLine, 'line-width': ['interpolate', ['linear'], ['zoom'], 9, 0.4, 12, 1.4, 14, 2] },
    },
    { id: 'water', type: 'fill', source, 'source-layer': 'water', paint: { 'fill-color': palette.water, 'fill-antialias': false } },
    {
      id: 'waterways',
      type: 'line',
      source,
      'source-layer': 'waterways',
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: {
        'line-color': palette.water,
        'line-width': [
          'interpolate', ['exponential', 1.6], ['zoom'],
          9, ['match', ['get', 'kind'], 'river', 1.4, 0.5],
          13, ['match', ['get', 'kind'], 'river', 6, 2.4],
          16, ['match', ['get', 'kind'], 'river', 16, 7],
        ],
      },
    },
    {
      id: 'communes-line',
      type: 'line',
      source,
      'source-layer': 'communes',
      paint: {
        'line-color': palette.communeLine,
        'line-width': ['interpolate', ['linear'], ['zoom'], 8, 0.7, 14, 1.6],
        'line-dasharray': [5, 2, 1, 2],
        'line-opacity': ['interpolate', ['linear'], ['zoom'], 9, 0.3, 12, 0.6],
      },
    },
  ];
}
