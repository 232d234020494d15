import { createContext, type ReactNode, useContext } from "react";

/** A console that stands on a screen before anybody has logged in: what it can do about that. */
export interface Station {
  /** Leads to a console that may change things; through login where the host is somebody's. */
  takeControl(): void;
}

const StationContext = createContext<Station | null>(null);

export function StationProvider(props: {
  readonly station: Station | undefined;
  readonly children: ReactNode;
}) {
  return <StationContext value={props.station ?? null}>{props.children}</StationContext>;
}

/** `null` where a person opened the console: it may what that person may. */
export function useStation(): Station | null {
  return useContext(StationContext);
}
