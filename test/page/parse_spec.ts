/** Reading a stream of events, however it is cut. */
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { EventParser, type ServerEvent } from '../../page/live/parse';

const read = (...pieces: string[]): ServerEvent[] => {
    const parser = new EventParser();
    return pieces.flatMap((piece) => parser.push(piece));
};

describe('page: a stream of events', () => {
    it('tells names, data and ids', () => {
        assert.deepEqual(read('id: 7\nevent: change\ndata: {"a":1}\n\ndata: two\ndata: lines\n\n'), [
            { name: 'change', data: '{"a":1}', id: '7' },
            { name: 'message', data: 'two\nlines', id: '7' },
        ]);
    });

    it('leaves out comments, unknown fields and events without data', () => {
        assert.deepEqual(read(`:${' '.repeat(2_048)}\n\n: beat\n\nretry: 10\nevent: empty\n\nnothing\n\n`), []);
    });

    it('keeps what is not whole, and takes every end of line', () => {
        const parser = new EventParser();
        assert.deepEqual(parser.push('data: one\r\n\r'), []);
        assert.deepEqual(parser.push('\ndata: two\r\r'), [{ name: 'message', data: 'one', id: '' }]);
        assert.deepEqual(parser.push('data: three\n\n'), [
            { name: 'message', data: 'two', id: '' },
            { name: 'message', data: 'three', id: '' },
        ]);
    });

    it('says the same wherever it is cut', () => {
        const stream = 'id: 1\r\nevent: snapshot\r\ndata: {"x":"ü"}\r\n\r\n: beat\n\nid: 2\ndata: a\ndata: b\n\n';
        const whole = read(stream);
        assert.equal(whole.length, 2);
        fc.assert(
            fc.property(fc.uniqueArray(fc.nat(stream.length), { maxLength: 12 }), (cuts) => {
                const places = [0, ...cuts.sort((a, b) => a - b), stream.length];
                assert.deepEqual(read(...places.slice(1).map((end, index) => stream.slice(places[index], end))), whole);
            }),
        );
    });
});
