import type { HttpOutcome, HttpRequest } from "../../engine/index.ts";
import { refusedQuestion } from "../question-list.ts";
import type { HttpCall } from "./start-call.ts";

export type Question = HttpRequest & { readonly body: string };

/** A question by POST, over whatever the host calls servers with. */
export async function askByPost(
  question: Question,
  call: (call: HttpCall) => Promise<HttpOutcome>,
): Promise<HttpOutcome> {
  const headers = { "content-type": "application/json", ...question.headers };
  return (
    refusedQuestion(question.url, question.body) ?? call({ ...question, method: "POST", headers })
  );
}
