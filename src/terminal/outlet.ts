/** Where bytes leave to the device, without ever waiting for it. */
export interface Outlet {
  /** `false`: not all of it is gone yet; `onDrained` is called when it is. */
  write(text: string): boolean;
  /** Others use the stream again, as it was. */
  close(): void;
}

/**
 * Writes to a terminal wait for it by default, and with a line that somebody stopped the whole
 * program would stand still. Here they do not wait, as far as the device is ours alone.
 */
export function createOutlet(stdout: NodeJS.WriteStream, onDrained: () => void): Outlet {
  const setBlocking = blockingSwitch(stdout);
  let isBusy = false;
  setBlocking(false);

  function settle(): void {
    if (!isBusy || waitingBytes(stdout) > 0) return;
    isBusy = false;
    onDrained();
  }

  stdout.on("drain", settle);
  return {
    write(text) {
      const isTaken = stdout.write(text, settle);
      isBusy = !isTaken || waitingBytes(stdout) > 0;
      return !isBusy;
    },
    close() {
      stdout.off("drain", settle);
      // What is still stuck is lost either way, and waiting for it would hold up the exit.
      if (waitingBytes(stdout) === 0) setBlocking(true);
    },
  };
}

const waitingBytes = ({ writableLength = 0 }: Partial<NodeJS.WriteStream>) => writableLength;

/** Node has no public way; without one writes simply wait, as they do elsewhere. */
function blockingSwitch(stdout: NodeJS.WriteStream): (isBlocking: boolean) => void {
  const handle: unknown = Reflect.get(stdout, "_handle");
  if (typeof handle !== "object" || handle === null) return () => {};
  const descriptor: unknown = Reflect.get(handle, "fd");
  const set: unknown = Reflect.get(handle, "setBlocking");
  // The same open file as that of the shell must stay as the shell has it.
  if (typeof set !== "function" || descriptor === Reflect.get(stdout, "fd")) return () => {};
  return (isBlocking) => void Reflect.apply(set, handle, [isBlocking]);
}
