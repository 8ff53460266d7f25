/** Turns a file of a folder into a key for maps. Pure. */

/** Returns the key of a file, by its folder (a URI) and its path in the folder. No URI contains a line feed, so keys do not collide. */
export const placeKey = (folder: string, path: string): string => `${folder}\n${path}`;
