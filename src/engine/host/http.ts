import type {
  FollowOutcome,
  FollowRequest,
  ReceiveOutcome,
  ReceiveRequest,
} from "./http-answers.ts";
import type { HttpBody, HttpGet, HttpOutcome, HttpRequest } from "./http-request.ts";

/** Redirects are never followed and nothing is retried: callers own both decisions. */
export interface HttpView {
  get(request: HttpGet): Promise<HttpOutcome>;
  /** A GET whose answer is read line by line while it comes. Whoever got it open closes it. */
  follow(request: FollowRequest): Promise<FollowOutcome>;
  /** A GET whose answer may be too large for memory: its body is read while it comes. */
  receive(request: ReceiveRequest): Promise<ReceiveOutcome>;
  /** For servers that are asked with POST; only questions known to change nothing are sent. */
  ask(request: HttpRequest & { readonly body: string }): Promise<HttpOutcome>;
}

/** The same for those who may change the other side. */
export interface HttpIO extends HttpView {
  send(request: HttpRequest & HttpBody & Pick<HttpGet, "socketPath">): Promise<HttpOutcome>;
}
