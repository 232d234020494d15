import { Box } from "ink";
import { useLayout } from "../../hooks/use-layout.ts";
import type { ErrorView } from "../../src/errors/index.ts";
import { wrap } from "../../src/text/index.ts";
import { Line, strong, toned } from "./line.tsx";
import { tag } from "./tag.ts";

/** What went wrong, its stable code, and what to do about it. */
export function ErrorPanel({ error }: { readonly error: Omit<ErrorView, "kind"> }) {
  const { width } = useLayout();
  return (
    <Box flexDirection="column">
      <Line spans={[tag("fail"), " ", strong(error.code)]} />
      {wrap(error.message, width - 7).map((text) => (
        <Line key={text} spans={["       ", text]} />
      ))}
      {wrap(`Do: ${error.hint}`, width - 7).map((text) => (
        <Line key={text} spans={["       ", toned(text, "strong")]} />
      ))}
    </Box>
  );
}
