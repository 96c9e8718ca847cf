/**
 * The word that is written most like another, when no more than `atMost` letters differ: for "did you mean". Of several,
 * the first by name.
 */
export function nearest(word: string, known: readonly string[], atMost = 3): string | undefined {
  const [best] = known
    .toSorted()
    .map((name) => ({ name, distance: distance(name, word) }))
    .sort((first, second) => first.distance - second.distance);
  return best && best.distance <= atMost ? best.name : undefined;
}

/** Levenshtein's distance. */
function distance(first: string, second: string): number {
  let row = Array.from({ length: second.length + 1 }, (_, at) => at);
  for (let i = 1; i <= first.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= second.length; j += 1) {
      const substitution = (row[j - 1] ?? 0) + (first[i - 1] === second[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, substitution));
    }
    row = next;
  }
  return row[second.length] ?? 0;
}
