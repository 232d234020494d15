import { createContext, createElement, type ReactNode, useContext } from "react";
import { useProfile } from "./device-provider.tsx";
import { type Layout, layoutOf, type Place } from "./layout.ts";

const PlaceContext = createContext<Place | null>(null);

/** Places of the whole screen, or of the column the caller stands in. */
export function useLayout(): Layout {
  const column = useContext(PlaceContext);
  const layout = layoutOf(useProfile());
  return column === null ? layout : { ...layout, width: column.width, main: column, side: null };
}

/** Everything inside takes this place for all the width there is. */
export function Within(props: { readonly place: Place; readonly children: ReactNode }) {
  return createElement(PlaceContext, { value: props.place }, props.children);
}
