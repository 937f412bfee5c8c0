/** Bytes of values, and of what goes with them, that a sync holds at most: what a container of 256 MiB bears with the image's heap. */
export const MOST_HELD = 32 * 1024 * 1024;
