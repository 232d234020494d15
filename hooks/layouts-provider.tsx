import { createContext, useContext } from "react";
import type { KeyboardLayout, LayoutLoaded } from "../src/terminal/index.ts";

export type LoadLayout = (layout: KeyboardLayout) => Promise<LayoutLoaded>;

/** `null` where the keyboard is another machine's: over SSH, on a serial line. */
export const LoadLayoutContext = createContext<LoadLayout | null>(null);

export function useLoadLayout(): LoadLayout | null {
  return useContext(LoadLayoutContext);
}
