import { useEffect } from "react";
import { useActions } from "./session-provider.tsx";

const EVERY_MS = 1000;

/** While shown, has the engine look at the links every second; the next look waits for the last. */
export function useLinkLooks(): void {
  const { clock, send } = useActions();
  useEffect(() => {
    let isOver = false;
    let stop = () => {};
    const look = async () => {
      await send({ do: "look-at-links" });
      if (!isOver) stop = clock.after(EVERY_MS, () => void look());
    };
    void look();
    return () => {
      isOver = true;
      stop();
    };
  }, [clock, send]);
}
