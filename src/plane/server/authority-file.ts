import { problem } from "./reply.ts";
import type { Route } from "./route.ts";

/** For a host or a phone that has to trust this plane; its fingerprint is compared by a person. */
export const showAuthority: Route = {
  method: "GET",
  path: "/ca.pem",
  auth: "none",
  async run(_request, _caller, { authority }) {
    if (authority === undefined) {
      return problem(404, { code: "not-found", title: "This plane has no authority of its own." });
    }
    return { status: 200, headers: { "content-type": "application/x-pem-file" }, body: authority };
  },
};
