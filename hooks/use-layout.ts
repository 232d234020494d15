import { useProfile } from "./device-provider.tsx";
import { type Layout, layoutOf } from "./layout.ts";

export function useLayout(): Layout {
  return layoutOf(useProfile());
}
