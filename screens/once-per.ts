/**
 * What was made of a list is kept for as long as the list is: leaving a page and coming back makes
 * nothing anew for a thousand rows of which a dozen are in view.
 */
export function oncePer<List extends object, Made>(
  make: (list: List) => Made,
): (list: List) => Made {
  const made = new WeakMap<List, { readonly of: Made }>();
  return (list) => {
    const known = made.get(list) ?? { of: make(list) };
    made.set(list, known);
    return known.of;
  };
}
