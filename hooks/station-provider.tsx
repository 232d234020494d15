import { createContext, type ReactNode, useContext } from "react";

/** A console that stands on a screen before anybody has logged in: what it can do about that. */
export interface Station {
  /** Leads to a console that may change things; through login where the host is somebody's. */
  takeControl(): void;
}

type LogIn = () => void;

const StationContext = createContext<Station | null>(null);
const LogInContext = createContext<LogIn | null>(null);

export function StationProvider(props: {
  readonly station: Station | undefined;
  readonly logIn?: LogIn | undefined;
  readonly children: ReactNode;
}) {
  return (
    <LogInContext value={props.logIn ?? null}>
      <StationContext value={props.station ?? null}>{props.children}</StationContext>
    </LogInContext>
  );
}

/** `null` where a person opened the console: it may what that person may. */
export function useStation(): Station | null {
  return useContext(StationContext);
}

/** Hands the terminal to login(1); `null` where a person opened the console, and has a shell. */
export function useLogIn(): LogIn | null {
  return useContext(LogInContext);
}
