import type { Method } from "./method.ts";

export const manual: Method = {
  id: "manual",
  title: "Manual ID",
  summary: "Read the Edge ID or the code to an operator, who enters it in the plane.",
  needs: [],
  mayTake: ["pairing-key"],
  approval: "code",
  shows: "id-and-code",
  waiting:
    "Waiting for an operator: enter the Edge ID or the code in the plane, compare the fingerprint, approve. This screen follows by itself.",
};
