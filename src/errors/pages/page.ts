/** What a person can read about one stable code. Own words; `docs/errors.md` is made from it. */
export interface ErrorPage {
  /** What has happened, one sentence. */
  readonly means: string;
  /** How it comes to that, most frequent first. */
  readonly why: string;
  /** What to do; absent where the code has a hint of its own, which is shown then. */
  readonly todo?: string;
  /** What can be tried without making it worse. */
  readonly safe: string;
  /** Commands that show or mend it. */
  readonly related: readonly string[];
}

/** Means, why, and what to do where no hint says it. */
type Row = readonly [means: string, why: string, todo?: string];

/** Pages of one subject: what is safe and which commands help is alike for all of them. */
export function pagesOf(
  common: Pick<ErrorPage, "safe" | "related">,
  rows: Readonly<Record<string, Row>>,
): Readonly<Record<string, ErrorPage>> {
  return Object.fromEntries(
    Object.entries(rows).map(([code, [means, why, todo]]) => [
      code,
      { means, why, ...common, ...(todo === undefined ? {} : { todo }) },
    ]),
  );
}
