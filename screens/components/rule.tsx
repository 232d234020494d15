import { useProfile } from "../../hooks/device-provider.tsx";
import { useLayout } from "../../hooks/use-layout.ts";
import { Line } from "./line.tsx";

/** Three rules as wide as the page are a quarter of a second at 9600 baud. */
const SERIAL_WIDTH = 20;

/** Parts two subjects of a page; as wide as the page where that costs nobody time. */
export function Rule() {
  const { width } = useLayout();
  const { glyphs, kind } = useProfile();
  const cells = kind === "serial" ? Math.min(SERIAL_WIDTH, width) : width;
  return <Line spans={[(glyphs === "ascii" ? "-" : "─").repeat(cells)]} />;
}
