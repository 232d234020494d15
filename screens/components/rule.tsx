import { useProfile } from "../../hooks/device-provider.tsx";
import { useLayout } from "../../hooks/use-layout.ts";
import { Line } from "./line.tsx";

export function Rule() {
  const { width } = useLayout();
  const { glyphs } = useProfile();
  return <Line spans={[(glyphs === "ascii" ? "-" : "─").repeat(width)]} />;
}
