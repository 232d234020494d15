import { type EnrolRequest, enrolRequest } from "./contract.ts";

/** A request to be taken on as it is kept and repeated: the same to the byte. */
export function enrolBody(request: EnrolRequest): string {
  return JSON.stringify(request);
}

/** For planes that do not take it as it is. @throws when it is not what `enrolBody` wrote. */
export function parseEnrolBody(body: string): EnrolRequest {
  return enrolRequest.parse(JSON.parse(body));
}
