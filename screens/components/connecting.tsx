import { Box } from "ink";
import { useSession } from "../../hooks/session-provider.tsx";
import { Blank, Line } from "./line.tsx";

/** In place of a screen whose data is not here yet: says what is missing, never shows a blank. */
export function Connecting() {
  const link = useSession((state) => state.link);
  const isLost = link.is === "lost";
  return (
    <Box flexDirection="column">
      <Line
        spans={[isLost ? "The agent cannot be reached." : "Waiting for the agent's first answer."]}
      />
      {isLost && link.why !== undefined && <Line spans={[link.why]} />}
      <Blank />
      <Line spans={["The agent is the part of bringup that works on this host; this console"]} />
      <Line spans={["only shows it. Nothing here is lost while it is away."]} />
    </Box>
  );
}
