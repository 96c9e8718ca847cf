/**
 * What is hidden, and how well. Defaults: NC DPI's public files for groups under 10 and shares under 5 or over 95 %;
 * NCES 2011-603 for the wider bands of smaller groups, because 5 % of ten students is nobody.
 */
export interface Parameters {
  /** A group of fewer students is hidden. */
  readonly smallestGroup: number;
  /** The outermost shares are shown as a band: of groups of `from` students and more, below and above so many percent. */
  readonly bands: readonly { readonly from: number; readonly below: number; readonly above: number }[];
  /** What may be found out of a hidden figure is at least so wide: the greatest less the smallest that it can be. */
  readonly narrowest: {
    /** Of the size of a hidden group. */
    readonly size: number;
    /** Of how many of a group met the rule. */
    readonly figure: number;
  };
}

export const PARAMETERS: Parameters = {
  smallestGroup: 10,
  bands: [
    { from: 10, below: 20, above: 80 },
    { from: 20, below: 10, above: 90 },
    { from: 40, below: 5, above: 95 },
  ],
  narrowest: { size: 3, figure: 1 },
};
