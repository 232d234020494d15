import type { ComponentType } from "react";
import type { Command } from "../hooks/keymap.ts";
import type { Snapshot } from "../src/session/index.ts";

export interface Screen {
  readonly id: string;
  /** On the walk, one word. */
  readonly title: string;
  /** What can be done here beyond moving; a test holds it to what the screen makes valid. */
  readonly commands: readonly Command[];
  readonly Component: ComponentType;
  /** Stands behind the title on the walk where something wants attention: `!1`, `..`. */
  mark?(snapshot: Snapshot): string;
  /** Opened over another screen and left by Back; not on the walk. */
  readonly isPopUp?: true;
}

/** What the walk shows of a screen before its code is loaded. */
export interface ListedScreen extends Pick<Screen, "id" | "title" | "isPopUp"> {
  load(): Promise<Screen>;
}

export function defineScreen(screen: Screen): Screen {
  return screen;
}
