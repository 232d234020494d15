import type { Method } from "./method.ts";

export const token: Method = {
  id: "token",
  title: "Token",
  summary: "Type a registration token; the plane approves at once, nobody has to wait.",
  needs: ["token"],
  approval: "token",
  shows: "nothing",
  waiting: "The plane checks the token; it usually decides within a second.",
};
