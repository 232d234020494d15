const COLUMNS = 79;
const ROWS = 24;

/** What would be in the way of somebody who has to decide by this page, on a terminal of 80 by 24. */
export function faultsOf(text: string): readonly string[] {
  const rows = text.split("\n");
  const [title = "", walk = ""] = rows;
  const keys = rows.findLast((row) => row !== "") ?? "";
  const body = rows.slice(3);
  return [
    ...(rows.length === ROWS ? [] : [`${rows.length} rows`]),
    ...(/^bringup {3}\w+ /.test(title) ? [] : [`no name on top: ${title}`]),
    ...(/Overview.*Status.*Activity/.test(walk) ? [] : [`no way through the screens: ${walk}`]),
    ...(/\bhelp\b/.test(keys) ? [] : [`no keys at the bottom: ${keys}`]),
    ...rows.filter((row) => row.length > COLUMNS).map((row) => `too wide: ${row}`),
    ...body.filter(isCut).map((row) => `cut: ${row}`),
    ...(/> Plan |^Activity/m.test(text) ? [] : body.filter((row) => MORE.test(row))),
  ];
}

/** Details that do not fit; of a plan they are behind a key. */
const MORE = /^and \d+ more lines?$/;
/** Of a list: the line that is highlighted is said whole below it. Behind a key is all of a change, and why a host can restart. */
const LISTED =
  /^\/\S+ {2}[+-] |^Reboot now\? {3}(yes|NO|CANNOT TELL): |^[>^v ] +\d+ |\S.*\[[ A-Z.?-]+\]|^[>^v ] \[[ A-Z.?-]+\]/;

/** A running step, and a long name before the mark of this host, are no sentence that breaks off. */
const MEANT = /\[ \.\. \]|\.\.(?= \(here\))/g;

const isCut = (row: string) => /\.\.(\s|$)/.test(row.replace(MEANT, "")) && !LISTED.test(row);
