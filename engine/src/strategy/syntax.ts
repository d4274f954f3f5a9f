/** Where a piece of an expression stands in its text. Lines and columns count from 1. */
export interface Place {
  readonly offset: number;
  readonly length: number;
  readonly line: number;
  readonly column: number;
}

export type BinaryOperator =
  'and' | 'or' | '<' | '<=' | '>' | '>=' | '==' | '!=' | '+' | '-' | '*' | '/' | '%';

/** An expression as it was written: names are not yet looked up, types not yet checked. */
export type Syntax =
  | { readonly kind: 'number'; readonly value: number; readonly place: Place }
  | { readonly kind: 'boolean'; readonly value: boolean; readonly place: Place }
  /** A state's word in quotes, for words that are no names: `fundingAnomaly == "extreme high"`. */
  | { readonly kind: 'text'; readonly value: string; readonly place: Place }
  | { readonly kind: 'name'; readonly name: string; readonly place: Place }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Syntax[]; readonly place: Place }
  | {
      readonly kind: 'unary';
      readonly operator: '-' | 'not';
      readonly operand: Syntax;
      readonly place: Place;
    }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Syntax;
      readonly right: Syntax;
      readonly place: Place;
    };
