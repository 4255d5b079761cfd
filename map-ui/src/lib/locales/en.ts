// English.
import type { Level, Profile } from '../api/model';
import type { Dictionary } from './vi';

const LEVELS_LONG: Record<Level, string> = {
  preschool: 'preschool',
  primary: 'primary',
  lower_secondary: 'lower secondary',
  upper_secondary: 'upper secondary',
};
const MOVES: Record<Profile, string> = { walk: 'Walk', motorbike: 'Ride', bicycle: 'Cycle', car: 'Drive' };

function plural(count: number, one: string, many: string): string {
  return `${count} ${count === 1 ? one : many}`;
}

export const en: Dictionary = {
  title: 'Trường Gần',
  tagline: 'Find the near school',
  description: 'Find the nearest school by the way people really travel: roads, bridges, ferries and boats.',
  skip: 'Skip to the list of schools',
  switchLang: 'Tiếng Việt',
  switchLangHint: 'Chuyển sang tiếng Việt',
  close: 'Close',
  retry: 'Try again',
  loading: 'Loading…',

  synthetic: {
    title: 'Illustrative data',
    text: 'not for admission decisions.',
    long: 'This dataset is a sketch for trying the page: some of it is approximate and some is made up. Do not decide on a school by it.',
  },
  offline: {
    title: 'You are offline',
    text: 'The list and the map parts you have seen still open; finding a way needs a connection.',
  },

  home: {
    heading: 'Where is home?',
    intro: 'Tap your home on the map, or choose a way below.',
    introNoMap: 'Choose a way below to see which school is nearest.',
    locate: 'Use my location',
    locating: 'Finding your location…',
    typed: 'Type coordinates',
    placed: 'Home is placed',
    onRoad: (road, metres) => `${metres} from ${road}`,
    beside: (road) => `Right beside ${road ?? 'the road'}`,
    offRoad: (metres) => `${metres} from the nearest road`,
    change: 'Change',
    remove: 'Remove home',
    undo: 'Undo',
    moved: 'Home moved.',
    removed: 'Home removed.',
    set: 'Home placed.',
    privacy: 'The home point is used to find the way only; it is not kept.',
    lowConfidence: 'This answer is uncertain',
  },
  coordinates: {
    label: 'Coordinates of home',
    hint: 'Paste from Google Maps, such as 10.6422, 106.7875',
    submit: 'Place home here',
    exchanged: 'The two numbers were exchanged; the page put latitude first.',
    empty: 'Enter two numbers: latitude and longitude.',
    unreadable: 'This could not be read. Enter two numbers such as 10.6422, 106.7875.',
    abroad: 'These coordinates are outside Vietnam. Check the two numbers.',
  },
  location: {
    denied: 'The browser does not allow the location. Allow it for this page, or tap the map.',
    unavailable: 'The device could not find its location. Try again in the open, or tap the map.',
    timeout: 'Finding the location took too long. Try again, or tap the map.',
    unsupported: 'This browser gives no location. Tap the map or type coordinates.',
    coarse: (metres) => `The location may be off by ${metres}. Drag the home point to your door.`,
  },

  choose: { heading: 'Options', level: 'Level', profile: 'Travel by', rank: 'Sort by' },
  levels: { preschool: 'Preschool', primary: 'Primary', lower_secondary: 'Lower sec.', upper_secondary: 'Upper sec.' },
  levelsLong: LEVELS_LONG,
  profiles: { walk: 'Walk', motorbike: 'Motorbike', bicycle: 'Bicycle', car: 'Car' },
  ranks: { metres: 'Nearest', minutes: 'Fastest' },

  results: {
    heading: (count, level, rank) =>
      `${count} ${rank === 'metres' ? 'nearest' : 'fastest'} ${LEVELS_LONG[level]} ${count === 1 ? 'school' : 'schools'}`,
    headingEmpty: (level) => `${LEVELS_LONG[level].charAt(0).toUpperCase()}${LEVELS_LONG[level].slice(1)} schools`,
    straight: (metres) => `${metres} as the crow flies`,
    crossings: (count) => (count === 1 ? 'by ferry' : `${count} ferries`),
    crossingsLong: (count) => `takes ${plural(count, 'ferry or boat', 'ferries or boats')}`,
    leaveBy: (time) => `leave by ${time}`,
    late: 'misses the bell',
    noBoat: 'no boat or bus that day',
    guessed: 'level guessed from the name',
    unsure: 'way into the school uncertain',
    open: 'See the way',
    walkNote: 'Walking time is at a six-year-old’s pace.',
    waitNote: 'Times include the usual wait for the ferry.',
    more: 'More schools',
    ready: (count, first, metres) =>
      count === 0 ? 'No school can be reached.' : `${plural(count, 'school', 'schools')}. The first is ${first}, ${metres}.`,
    emptyTitle: 'No school can be reached',
    emptyAdvice: 'Change how you travel or the level, or move the home point.',
  },

  browse: {
    heading: 'All schools',
    filter: 'Filter by school or commune',
    placeholder: 'such as: can thanh',
    count: (count, more) => (count === 0 ? 'No schools' : (more ? 'over ' : '') + plural(count, 'school', 'schools')),
    none: 'No school matches. Use fewer letters or another level.',
    noneAtLevel: 'The dataset has no school at this level.',
    clear: 'Clear the filter',
    campuses: (count) => plural(count, 'campus', 'campuses'),
    more: 'Show more',
  },

  school: {
    back: 'Back to the list',
    levels: 'Levels',
    campuses: 'Campuses',
    main: 'main campus',
    commune: 'Commune',
    operator: 'Operator',
    seats: 'Seats',
    seatsValue: (count) => `${count} seats`,
    seatsSynthetic: 'illustrative figure',
    source: 'Source',
    place: 'Coordinates',
    about: 'About this school',
    here: 'shown here',
  },

  route: {
    heading: 'The way',
    needHome: 'Place home to see the way to this school.',
    total: (metres, time) => `${metres}, about ${time}`,
    access: (metres) => `${metres} of it off the mapped roads`,
    fromDoor: 'From home to the road',
    toGate: 'Into the school',
    along: (profile, road) => (road ? `${MOVES[profile]} along ${road}` : `${MOVES[profile]} along small roads`),
    wait: (name) => `Wait for ${name ?? 'the ferry or boat'}`,
    sail: (name) => `Take ${name ?? 'the ferry or boat'}`,
    ride: (name) => `Take ${name ?? 'the bus'}`,
    atStop: 'Between the road and the stop',
    departs: (time) => `leaves at ${time}`,
    lowGate: 'The way from the road to the school gate is uncertain. Ask the school before you go.',
    low: 'The part from home to the road is uncertain. Move the home point to the door or a path.',
    ready: (name, metres, time) => `The way to ${name}: ${metres}, about ${time}.`,
    arrive: 'Arrive',
  },

  onFoot: {
    heading: 'On the way on foot',
    crosses: (count) => (count === 1 ? 'One big road to cross' : `${count} big roads to cross`),
    road: (name) => (name ? name : 'A big road without a name'),
    marked: 'crossing or lights on the map',
    unmarked: 'no crossing on the map',
    withPavement: (metres) => `With a pavement: ${metres}.`,
    withoutPavement: (metres) => `Without a pavement: ${metres}.`,
    unknown: (metres) => `For ${metres} the map does not say.`,
  },

  map: {
    label: 'Map of schools',
    canvas: 'Map: arrow keys move, plus and minus zoom, Enter places home at the center',
    loading: 'Loading the map…',
    noWebgl: 'This device cannot draw the map. The list and the way in words work in full.',
    failed: 'The map could not be loaded. The list still works.',
    aim: 'Aim with the map’s center',
    aimPlace: 'Place home at the center',
    aimHint: 'Move the map until the cross is on your home.',
    whole: 'Show the whole area',
    taller: 'Larger map',
    shorter: 'Smaller map',
    zoomIn: 'Zoom in',
    zoomOut: 'Zoom out',
    homeMarker: 'Home, drag to move',
    attribution: 'Attribution',
  },

  about: {
    heading: 'About the data',
    published: (day) => `Published on ${day}`,
    hash: 'Dataset hash',
    counts: (n) =>
      `${n.schools} schools, ${n.campuses} campuses, ${n.communes} communes, ${n.km} km of roads, ${n.ferries} ferry and boat lines`,
    how: 'Distances follow real ways; water is crossed only by a bridge, ferry or boat that is in the data.',
  },

  problems: {
    invalid_parameter: { title: 'The question is not right', advice: 'Choose the level and the travel again, then retry.' },
    coordinates_out_of_range: { title: 'No such place', advice: 'Check the latitude and the longitude.' },
    coordinates_swapped: { title: 'The numbers are exchanged', advice: 'Enter latitude first, then longitude.' },
    outside_map: { title: 'Home is off the map', advice: 'Place home where the map has roads.' },
    pin_far_from_road: { title: 'Home is far from any road', advice: 'Move home to the door or the nearest path.' },
    unknown_campus: { title: 'This campus was not found', advice: 'The data may have changed. Choose another school from the list.' },
    unknown_school: { title: 'This school was not found', advice: 'The data may have changed. Choose another school from the list.' },
    not_found: { title: 'No such page', advice: 'Go back to the list of schools.' },
    no_dataset: { title: 'No data yet', advice: 'The server has loaded no dataset. Come back in a few minutes.' },
    body_too_large: { title: 'The question is too long', advice: 'Reload the page and try again.' },
    timeout: { title: 'The server took too long', advice: 'Wait a moment and try again.' },
    method_not_allowed: { title: 'The page is out of date', advice: 'Reload the page.' },
    offline: { title: 'The server cannot be reached', advice: 'Check the connection and try again.' },
    unexpected: { title: 'Something went wrong', advice: 'Try again. If it stays, send the request id to the operator.' },
  },
  requestId: (id) => `Request id: ${id}`,
};
