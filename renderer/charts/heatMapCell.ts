/** What a cell of a heat map shows (renderer). */

export interface HeatMapCell {
  /** Where its number lies among all: 0 the darkest, 1 the brightest; null where there is no number. */
  readonly share: number | null;
  /** The number, short. */
  readonly figure: string;
  /** The cell in words: where it is and what is in it. */
  readonly told: string;
  /** How far it is, where it may still change. */
  readonly state?: 'waiting' | 'running' | 'done';
  readonly isMarked?: boolean;
  readonly isFaded?: boolean;
}
