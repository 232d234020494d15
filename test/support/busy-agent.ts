import type { Answer, Command } from "../../src/session/index.ts";
import type { App } from "./screen.tsx";
import { freshSnapshot, NOW_MS, PENDING, PLAN, runOf } from "./session.ts";

/**
 * Answers as an agent would: a preview makes a plan, an approved plan runs, a run is paused and
 * cancelled, the way to register goes back and forth. Enough for a person to reach every screen.
 */
export function answerLikeAnAgent({ client }: App, onCommand: (command: Command) => void): void {
  client.answers = (command): Answer => {
    onCommand(command);
    return react(client, command);
  };
}

function react(client: App["client"], command: Command): Answer {
  const local = freshSnapshot().registration;
  switch (command.do) {
    case "plan":
      client.change("plan", PLAN);
      return { is: "planned", plan: PLAN };
    case "approve":
      client.change("run", runOf(["done", "running"]));
      return { is: "ok" };
    case "pause":
      client.change("run", runOf(["done"], { state: "paused", message: "paused by root" }));
      return { is: "ok" };
    case "resume":
      client.change("run", runOf(["done", "done", "running"]));
      return { is: "ok" };
    case "cancel":
      client.change("run", runOf(["done"], { state: "cancelled", endedMs: NOW_MS }));
      return { is: "ok" };
    case "register":
      client.change("registration", PENDING);
      return { is: "ok" };
    case "register-now":
      client.change("registration", { ...local, state: "active", plane: "https://p.example" });
      return { is: "ok" };
    case "register-cancel":
      client.change("registration", local);
      return { is: "ok" };
    case "go-local":
      client.change("registration", { ...local, state: "local" });
      return { is: "ok" };
    case "list-runs":
      return { is: "runs", runs: [] };
    default:
      return { is: "ok" };
  }
}
