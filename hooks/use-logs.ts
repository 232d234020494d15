import { useEffect, useRef, useState } from "react";
import type { ErrorView } from "../src/errors/index.ts";
import type { LogEntry } from "../src/logs/index.ts";
import type { Answer, Command } from "../src/session/index.ts";
import { useProfile } from "./device-provider.tsx";
import { advanceTail, atItsEnd, emptyTail, type LogTail, type Pace, withPage } from "./log-tail.ts";
import { useActions, useSession } from "./session-provider.tsx";
import { useLayout } from "./use-layout.ts";

/** Logs of the host; `undefined` until they are known. */
export function useLogEntries(): readonly LogEntry[] | ErrorView | undefined {
  const { send } = useActions();
  const isThere = useSession(({ link, access }) => `${link.is} ${access}`);
  const [found, setFound] = useState<readonly LogEntry[] | ErrorView | undefined>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when the engine is another
  useEffect(() => {
    const asking = new AbortController();
    send({ do: "list-logs" }, { signal: asking.signal }).then(
      (answer) => {
        if (asking.signal.aborted) return;
        if (answer.is === "logs") setFound(answer.logs);
        if (answer.is === "refused") setFound(answer.error);
      },
      () => {},
    );
    return () => asking.abort();
  }, [send, isThere]);
  return found;
}

const EVERY_MS = 1000;
/** On a slow line nothing moves more often than this. */
const EVERY_SLOW_MS = 2500;
const FIRST_ROWS = 1000;
const MORE_ROWS = 200;

export interface ReadLog {
  /** `undefined` until the first lines are here. */
  readonly tail: LogTail | ErrorView | undefined;
  /** Shows all there is now, also where the line is slow. */
  toEnd(): void;
}

/** One log as it is read on while shown. */
export function useLog(log: string, filter: string): ReadLog {
  const { send, clock } = useActions();
  const isThere = useSession(({ link, access }) => `${link.is} ${access}`);
  const pace = usePace();
  const latest = useRef(pace);
  latest.current = pace;
  const [state, setState] = useState<ReadLog["tail"]>(undefined);
  const current = useRef(emptyTail(0));
  const everyMs = pace === undefined ? EVERY_MS : EVERY_SLOW_MS;
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when the engine is another
  useEffect(() => {
    const asking = new AbortController();
    const { signal } = asking;
    current.current = emptyTail(clock.nowMs());
    let stop = () => {};
    const take = (answer: Answer) => {
      if (signal.aborted) return;
      if (answer.is === "refused") return setState(answer.error);
      const tail = answer.is === "log" ? withPage(current.current, answer.page) : current.current;
      current.current = advanceTail(tail, clock.nowMs(), latest.current);
      setState(current.current);
      stop = clock.after(everyMs, ask);
    };
    const ask = () => {
      send(questionOf(log, filter, current.current), { signal }).then(take, () => {});
    };
    setState(undefined);
    ask();
    return () => {
      asking.abort();
      stop();
    };
  }, [send, clock, log, filter, everyMs, isThere]);
  return {
    tail: state,
    toEnd() {
      current.current = atItsEnd(current.current);
      setState((before) => (before === undefined || "code" in before ? before : current.current));
    },
  };
}

function questionOf(log: string, filter: string, { cursor }: LogTail): Command {
  return {
    ...{ do: "read-log", log, max: cursor === undefined ? FIRST_ROWS : MORE_ROWS },
    ...(cursor === undefined ? {} : { after: cursor }),
    ...(filter === "" ? {} : { filter }),
  };
}

/** Of what a serial line carries, four per cent: the rest is for keys and what they change. */
const SHARE = 0.04;
const USUAL_BAUD = 9600;
const BITS_PER_BYTE = 10;

function usePace(): Pace | undefined {
  const { kind, baud = USUAL_BAUD } = useProfile();
  const { width } = useLayout();
  if (kind !== "serial") return undefined;
  return { bytesPerSecond: (baud / BITS_PER_BYTE) * SHARE, width };
}
