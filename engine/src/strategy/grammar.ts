import { EmbeddedActionsParser, type IToken, type ParserMethod } from 'chevrotain';
import type { BinaryOperator, Place, Syntax } from './syntax.ts';
import { tokens as t, vocabulary } from './tokens.ts';

function placeOf(token: IToken): Place {
  return {
    offset: token.startOffset,
    length: token.image.length,
    line: token.startLine ?? 1,
    column: token.startColumn ?? 1,
  };
}

/** `=` is read as `==`: there is nothing to assign to. */
const operatorOf = (token: IToken): BinaryOperator =>
  (token.image === '=' ? '==' : token.image) as BinaryOperator;

const binary = (token: IToken, left: Syntax, right: Syntax): Syntax => ({
  kind: 'binary',
  operator: operatorOf(token),
  left,
  right,
  place: placeOf(token),
});

const unary = (operator: '-' | 'not', token: IToken, operand: Syntax): Syntax => ({
  kind: 'unary',
  operator,
  operand,
  place: placeOf(token),
});
const call = (name: IToken, args: Syntax[]): Syntax => ({
  kind: 'call',
  name: name.image,
  args,
  place: placeOf(name),
});
const dotted = (owner: IToken, name: IToken): Syntax => ({
  kind: 'name',
  name: `${owner.image}.${name.image}`,
  place: { ...placeOf(owner), length: owner.image.length + 1 + name.image.length },
});
const numberOf = (token: IToken): Syntax => ({
  kind: 'number',
  value: Number(token.image),
  place: placeOf(token),
});
const textOf = (token: IToken): Syntax => ({
  kind: 'text',
  value: token.image.slice(1, -1),
  place: placeOf(token),
});
const booleanOf = (token: IToken, value: boolean): Syntax => ({
  kind: 'boolean',
  value,
  place: placeOf(token),
});

/**
 * The grammar, loosest binding first: or, and, not, comparison (not chained), + -, * / %, unary minus, then
 * numbers, names, calls, `prev.name` and parentheses.
 */
export class ExpressionGrammar extends EmbeddedActionsParser {
  readonly expression: ParserMethod<[], Syntax>;

  constructor() {
    super(vocabulary, { recoveryEnabled: false, maxLookahead: 2 });
    const primary = this.#primaryRule();
    const negation: ParserMethod<[], Syntax> = this.RULE('negation', () =>
      this.OR([
        {
          ALT: () => {
            const sign = this.CONSUME(t.Sign);
            const operand = this.SUBRULE(negation);
            return this.ACTION(() => (sign.image === '+' ? operand : unary('-', sign, operand)));
          },
        },
        { ALT: () => this.SUBRULE(primary) },
      ]),
    );
    const product = this.#chain('product', t.Product, negation);
    const sum = this.#chain('sum', t.Sign, product);
    const comparison = this.RULE('comparison', () => {
      let left = this.SUBRULE(sum);
      this.OPTION(() => {
        const operator = this.CONSUME(t.Comparison);
        const right = this.SUBRULE2(sum);
        left = this.ACTION(() => binary(operator, left, right));
      });
      return left;
    });
    const not: ParserMethod<[], Syntax> = this.RULE('inversion', () =>
      this.OR([
        {
          ALT: () => {
            const token = this.CONSUME(t.Not);
            const operand = this.SUBRULE(not);
            return this.ACTION(() => unary('not', token, operand));
          },
        },
        { ALT: () => this.SUBRULE(comparison) },
      ]),
    );
    const and = this.#chain('conjunction', t.And, not);
    const or = this.#chain('disjunction', t.Or, and);
    this.expression = this.RULE('expression', () => this.SUBRULE(or));
    this.performSelfAnalysis();
  }

  /** operand (operator operand)*, grouped from the left. */
  #chain(
    name: string,
    operator: (typeof t)[keyof typeof t],
    operand: ParserMethod<[], Syntax>,
  ): ParserMethod<[], Syntax> {
    return this.RULE(name, () => {
      let left = this.SUBRULE(operand);
      this.MANY(() => {
        const token = this.CONSUME(operator);
        const right = this.SUBRULE2(operand);
        left = this.ACTION(() => binary(token, left, right));
      });
      return left;
    });
  }

  #primaryRule(): ParserMethod<[], Syntax> {
    const args = this.#argumentsRule();
    const name = this.#nameRule();
    const previous = this.#previousRule(args, name);
    const called = this.#callRule(args);
    return this.RULE('primary', () =>
      this.OR<Syntax>([
        { ALT: () => numberOf(this.CONSUME(t.NumberLiteral)) },
        { ALT: () => textOf(this.CONSUME(t.Text)) },
        { ALT: () => booleanOf(this.CONSUME(t.True), true) },
        { ALT: () => booleanOf(this.CONSUME(t.False), false) },
        { ALT: () => this.SUBRULE(previous) },
        { ALT: () => this.SUBRULE(called) },
        { ALT: () => this.SUBRULE(name) },
        { ALT: () => this.#group() },
      ]),
    );
  }

  #group(): Syntax {
    this.CONSUME(t.Open);
    const inner = this.SUBRULE(this.expression);
    this.CONSUME(t.Close);
    return inner;
  }

  /** `prev.name` or `prev(expression, n)`. */
  #previousRule(args: ParserMethod<[], Syntax[]>, name: ParserMethod<[], Syntax>): ParserMethod<[], Syntax> {
    return this.RULE('previous', () => {
      const prev = this.CONSUME(t.Prev);
      return this.OR<Syntax>([
        {
          ALT: () => {
            this.CONSUME(t.Dot);
            return call(prev, [this.SUBRULE(name)]);
          },
        },
        { ALT: () => call(prev, this.SUBRULE(args)) },
      ]);
    });
  }

  /** `close`, or `other.close` of a pair's other symbol. */
  #nameRule(): ParserMethod<[], Syntax> {
    return this.RULE('name', () => {
      const name = this.CONSUME(t.Name);
      let node: Syntax = { kind: 'name', name: name.image, place: placeOf(name) };
      this.OPTION(() => {
        this.CONSUME(t.Dot);
        node = dotted(name, this.CONSUME2(t.Name));
      });
      return node;
    });
  }

  #callRule(args: ParserMethod<[], Syntax[]>): ParserMethod<[], Syntax> {
    return this.RULE('call', () => {
      const name = this.CONSUME(t.Name);
      return call(name, this.SUBRULE(args));
    });
  }

  #argumentsRule(): ParserMethod<[], Syntax[]> {
    return this.RULE('arguments', () => {
      const args: Syntax[] = [];
      this.CONSUME(t.Open);
      this.MANY_SEP({ SEP: t.Comma, DEF: () => args.push(this.SUBRULE(this.expression)) });
      this.CONSUME(t.Close);
      return args;
    });
  }
}
