// What is fetched once the list is on the screen.
export { default as MapPane } from './MapPane.svelte';
export { default as SchoolView } from './SchoolView.svelte';
