// Charlotte keeps the time of New York: a grant that ends today ends at midnight there, wherever the program runs.
const TIME_ZONE = 'America/New_York';

/** The day that a moment is in the district, as ISO text. */
export function districtDay(moment: Date): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: TIME_ZONE, dateStyle: 'short' }).format(moment);
}
