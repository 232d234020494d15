/** What a stable code means, from every table that has some: for the command line, screens and docs. */
export { allPages, findPage, type Page, symptomChapter } from "./pages.ts";
export { doctorDocument, errorsDocument, pageLines, shortLines } from "./render.ts";
