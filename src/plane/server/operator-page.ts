import type { PlaneContext } from "./context.ts";
import { messagePage, operatorPage } from "./html.ts";
import type { PlaneRequest, Reply } from "./reply.ts";
import type { Route } from "./route.ts";
import type { Session } from "./sessions.ts";

interface PageOfOperators {
  /** POST takes a form of ours. */
  readonly method: "GET" | "POST";
  readonly path: string;
  run(session: Session, request: PlaneRequest, context: PlaneContext): Promise<Reply>;
}

/** A page for who is signed in, with the ways to the others below it. */
export function defineOperatorPage({ method, path, run }: PageOfOperators): Route {
  return {
    ...{ method, path, auth: "operator" },
    ...(method === "POST" && { accepts: "form" }),
    async run(request, { session }, context) {
      // The gate lets nobody in without one.
      if (session === undefined) return messagePage(401, "Sign in first", "");
      return operatorPage(session, await run(session, request, context));
    },
  };
}
