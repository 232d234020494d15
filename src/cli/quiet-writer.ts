import type { OutputStream } from "./world.ts";

/** A reader that closed its end (`| head`) is no error of ours: what is written from then on is dropped. */
export function quietWriter(stream: OutputStream, onGone?: () => void): (text: string) => void {
  let isGone = false;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    isGone = true;
    onGone?.();
  });
  return (text) => {
    if (!isGone) stream.write(text);
  };
}
