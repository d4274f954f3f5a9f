import { describe, expect, it } from '@jest/globals';
import { toCsv, toJson } from './export.ts';

const table = {
  columns: ['time', 'note', 'oiZ'],
  rows: [
    ['2024-03-12T14:35Z', 'a "b", c', null],
    ['x', 'y', -1.5],
  ],
};

describe('exports', () => {
  it('write CSV as RFC 4180 asks, and nothing for what is missing', () => {
    expect(toCsv(table)).toBe('time,note,oiZ\n2024-03-12T14:35Z,"a ""b"", c",\nx,y,-1.5\n');
  });

  it('write no CSV that a spreadsheet would run, and leave numbers below zero alone', () => {
    const rows = ['=HYPERLINK("http://x","y")', '+1', '-1', '@SUM(A1)', '\tx', 'a\rb'].map((text) => [
      text,
      -1,
    ]);
    expect(toCsv({ columns: ['note', 'oiZ'], rows })).toBe(
      `note,oiZ\n"'=HYPERLINK(""http://x"",""y"")",-1\n'+1,-1\n'-1,-1\n'@SUM(A1),-1\n'\tx,-1\n"a\rb",-1\n`,
    );
  });

  it('write JSON with null for what is missing', () => {
    expect(JSON.parse(toJson(table))).toEqual([
      { time: '2024-03-12T14:35Z', note: 'a "b", c', oiZ: null },
      { time: 'x', note: 'y', oiZ: -1.5 },
    ]);
  });
});
