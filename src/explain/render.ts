import { wrap } from "../text/index.ts";
import type { Page } from "./pages.ts";

/** A page for a terminal: headings at the left, words below them. */
export function pageLines(page: Page, width: number): readonly string[] {
  const { code, means, why, steps, safe, related } = page;
  const block = (title: string, texts: readonly string[]) => [
    "",
    title,
    ...texts.flatMap((text) => wrap(text, width - 2).map((line) => `  ${line}`)),
  ];
  return [
    code,
    ...wrap(means, width - 2).map((line) => `  ${line}`),
    ...block("Why it happens", [why]),
    ...block("What to do", numbered(steps)),
    ...block("What is safe to try", [safe]),
    ...block("Commands", related),
  ];
}

/** Three lines for where there is no room: what, why, what to do. */
export function shortLines({ means, why, steps }: Page): readonly string[] {
  return [means, why, `Do: ${steps[0] ?? ""}`];
}

const numbered = (steps: readonly string[]): readonly string[] =>
  steps.length === 1 ? steps : steps.map((step, index) => `${index + 1}. ${step}`);

const WRITTEN = "Written by `npm run docs` from the tables of the program; do not edit.";

/** All pages as one document, `docs/errors.md`. */
export function errorsDocument(pages: readonly Page[]): string {
  return document("What a code means", pages, [
    "Every error, finding and trouble has a code that stays the same. Search for it here, ask `bringup",
    "explain CODE` on the host itself, or press `?` on the screen that shows it.",
  ]);
}

/** Those of the doctor with all their steps, `docs/doctor.md`. */
export function doctorDocument(pages: readonly Page[]): string {
  return document("Known troubles", pages, [
    "What `bringup doctor` looks for on a host, what it comes from and what helps.",
  ]);
}

function document(title: string, pages: readonly Page[], intro: readonly string[]): string {
  const chapters = [...new Set(pages.map(({ chapter }) => chapter))];
  const body = chapters.flatMap((chapter) => [
    "",
    `## ${chapter}`,
    ...pages.filter((page) => page.chapter === chapter).flatMap(section),
  ]);
  return [`# ${title}`, "", ...intro, "", WRITTEN, ...body, ""].join("\n");
}

function section({ code, means, why, steps, safe, related }: Page): readonly string[] {
  return [
    "",
    `### ${code}`,
    "",
    escaped(means),
    "",
    `- **Why:** ${escaped(why)}`,
    ...numbered(steps).map((step) => `- **Do:** ${escaped(step)}`),
    `- **Safe to try:** ${escaped(safe)}`,
    `- **Commands:** ${related.map((command) => `\`${command}\``).join(", ")}`,
  ];
}

/** What Markdown would take for itself. */
const escaped = (text: string): string => text.replace(/[<>*_]/g, "\\$&");
