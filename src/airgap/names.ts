/** Of an Edge ID only letters, digits, - and _ are allowed: safe on any medium. */
export function requestName(hostId: string): string {
  return `bringup-request-${hostId}.json`;
}

export function answerName(hostId: string): string {
  return `bringup-answer-${hostId}.json`;
}

/** Any host's: an answer for another host is found too, and said to be one. */
export const ANSWER_NAMES = /^bringup-answer-[A-Za-z0-9_-]+\.json$/;
