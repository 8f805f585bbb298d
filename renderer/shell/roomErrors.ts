/** Tells errors that leave nothing to show from those of a single press or message; pure, renderer. */

/*
 * Vue says where an error was thrown: in words while developing, by the number of the same table in a build (the end of
 * an address such as https://vuejs.org/error-reference/#runtime-5). These are the places that leave the page whole.
 */
const harmlessPlaces: readonly string[] = [
  'watcher getter',
  'watcher callback',
  'watcher cleanup function',
  'native event handler',
  'component event handler',
];
const harmlessNumbers: readonly number[] = [2, 3, 4, 5, 6];

/** Whether the room can stay as it is: a handler or a watcher has failed, not its drawing. */
export function leavesRoomWhole(info: string): boolean {
  const number = /#runtime-(\d+)$/.exec(info)?.[1];
  return number === undefined ? harmlessPlaces.includes(info) : harmlessNumbers.includes(Number(number));
}
