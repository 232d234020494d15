import { createContext, type ReactNode, useContext } from "react";
import { useStore } from "zustand";
import type { Session, SessionState, Snapshot } from "../src/session/index.ts";

const SessionContext = createContext<Session | null>(null);

export function SessionProvider(props: {
  readonly session: Session;
  readonly children: ReactNode;
}) {
  return <SessionContext value={props.session}>{props.children}</SessionContext>;
}

/** What can be done; never changes while mounted. */
export function useActions(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error("useSession outside of SessionProvider");
  return session;
}

/** Renders again only when what was selected changes. */
export function useSession<T>(selector: (state: SessionState) => T): T {
  return useStore(useActions().store, selector);
}

/** One slice of the engine's state; `undefined` until the engine was first heard. */
export function useSlice<S extends keyof Snapshot>(slice: S): Snapshot[S] | undefined {
  return useSession(({ snapshot }) => snapshot?.[slice]);
}

/** A small piece of screen state that outlives leaving the screen. */
export function useRemembered(name: string, initial: string): [string, (value: string) => void] {
  const { remember } = useActions();
  const value = useSession(({ memory }) => memory[name] ?? initial);
  return [value, (next) => remember(name, next)];
}
