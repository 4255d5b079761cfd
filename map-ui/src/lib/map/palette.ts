// The map's colors, by day and by night: mangrove greens, river blues, warm marks for schools.
// School colors keep one lightness and differ in hue after Okabe and Ito, "Color Universal Design" (2008),
// darkened until white text on them reaches WCAG 2.2's 4.5 to 1; a test measures it.
import type { Level } from '../api/model';

export interface Palette {
  readonly land: string;
  readonly commune: string;
  readonly communeLine: string;
  readonly water: string;
  readonly waterLine: string;
  readonly road: string;
  readonly roadMajor: string;
  readonly roadTrunk: string;
  readonly roadCasing: string;
  readonly bridgeCasing: string;
  readonly path: string;
  readonly ferry: string;
  readonly label: string;
  readonly labelQuiet: string;
  readonly labelWater: string;
  readonly halo: string;
  readonly haloWater: string;
  readonly schoolQuiet: string;
  readonly schools: Record<Level, string>;
  readonly onSchool: string;
  readonly ring: string;
  readonly route: string;
  readonly routeSail: string;
  readonly routeCasing: string;
  readonly home: string;
}

export const DAY: Palette = {
  land: '#e3edd9',
  commune: '#dbe8cf',
  communeLine: '#7f9a83',
  water: '#b5dbe8',
  waterLine: '#86bfd2',
  road: '#ffffff',
  roadMajor: '#fff3cf',
  roadTrunk: '#ffe2a0',
  roadCasing: '#b3bea6',
  bridgeCasing: '#75856f',
  path: '#8f8468',
  ferry: '#2a7896',
  label: '#1f3a34',
  labelQuiet: '#4a5f55',
  labelWater: '#1c5b75',
  halo: '#f3f8ee',
  haloWater: '#d6ecf3',
  schoolQuiet: '#5c6f68',
  schools: {
    preschool: '#8a5a00',
    primary: '#b8321a',
    lower_secondary: '#6a3d9a',
    upper_secondary: '#1d4e89',
  },
  onSchool: '#ffffff',
  ring: '#ffffff',
  route: '#12305e',
  routeSail: '#0a5f86',
  routeCasing: '#ffffff',
  home: '#12305e',
};

export const NIGHT: Palette = {
  land: '#1b2a25',
  commune: '#20322b',
  communeLine: '#5f7d70',
  water: '#12384a',
  waterLine: '#2b6178',
  road: '#4a5b54',
  roadMajor: '#6b6a4d',
  roadTrunk: '#867546',
  roadCasing: '#101a17',
  bridgeCasing: '#93a79f',
  path: '#8d8467',
  ferry: '#7cc3dc',
  label: '#e8f1ec',
  labelQuiet: '#b9cac2',
  labelWater: '#a5d8ea',
  halo: '#14201c',
  haloWater: '#0d2a38',
  schoolQuiet: '#93a79f',
  schools: {
    preschool: '#f2b84b',
    primary: '#ff8f73',
    lower_secondary: '#cba6f2',
    upper_secondary: '#8dbdf5',
  },
  onSchool: '#14201c',
  ring: '#14201c',
  route: '#ffd166',
  routeSail: '#8be0ff',
  routeCasing: '#0c1512',
  home: '#ffd166',
};
