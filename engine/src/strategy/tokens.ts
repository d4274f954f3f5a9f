import { createToken, Lexer, type TokenType } from 'chevrotain';

const Name = createToken({ name: 'Name', pattern: /[A-Za-z_][A-Za-z0-9_]*/ });
const word = (name: string, text: string): TokenType =>
  createToken({ name, pattern: new RegExp(text), longer_alt: Name });

const And = word('And', 'and');
const Or = word('Or', 'or');
const Not = word('Not', 'not');
const True = word('True', 'true');
const False = word('False', 'false');
const Prev = word('Prev', 'prev');
const NumberLiteral = createToken({ name: 'Number', pattern: /(?:\d+(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?/ });
const Text = createToken({ name: 'Text', pattern: /"[^"\n]*"|'[^'\n]*'/ });
const Comparison = createToken({ name: 'Comparison', pattern: /<=|>=|==|!=|<|>|=/ });
const Sign = createToken({ name: 'Sign', pattern: /[+-]/ });
const Product = createToken({ name: 'Product', pattern: /[*/%]/ });
const Open = createToken({ name: 'Open', pattern: /\(/ });
const Close = createToken({ name: 'Close', pattern: /\)/ });
const Comma = createToken({ name: 'Comma', pattern: /,/ });
const Dot = createToken({ name: 'Dot', pattern: /\./ });
const Space = createToken({ name: 'Space', pattern: /\s+/, group: Lexer.SKIPPED, line_breaks: true });
const Comment = createToken({ name: 'Comment', pattern: /#[^\n]*/, group: Lexer.SKIPPED });

export const tokens = {
  And,
  Or,
  Not,
  True,
  False,
  Prev,
  NumberLiteral,
  Text,
  Comparison,
  Sign,
  Product,
  Open,
  Close,
  Comma,
  Dot,
  Name,
};

/** In the order in which they are tried: keywords before names. */
export const vocabulary: TokenType[] = [Space, Comment, ...Object.values(tokens)];

export const lexer = new Lexer(vocabulary, { positionTracking: 'full' });
