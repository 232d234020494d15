import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/** Room of the young part of the heap while somebody types: that of the first minute, bytes. */
const WANTED_BYTES = 8 * 1024 * 1024;
/** From the two megabytes V8 leaves of it to the eight, at once. */
const GROWTH = 4;
const LOOK_MS = 1000;

/**
 * A page that is opened leaves half a megabyte behind. While nobody types V8 takes room from the young
 * part of the heap, which after that may not grow (packaging/build/link.ts): each page would wait for a
 * collection, a fifth of its time. So it may grow while there are keys, up to what it began with.
 * Returns what to call for each key.
 */
export function youngHeapForKeys(): () => void {
  let isTyping = false;
  let isLooking = false;

  function look(): void {
    const isShort = isTyping && youngBytes() < WANTED_BYTES;
    setFlagsFromString(`--semi-space-growth-factor=${isShort ? GROWTH : 1}`);
    isLooking = isTyping;
    if (isTyping) setTimeout(look, LOOK_MS).unref();
    isTyping = false;
  }

  return () => {
    isTyping = true;
    if (!isLooking) look();
  };
}

function youngBytes(): number {
  const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space");
  return young?.space_size ?? WANTED_BYTES;
}
