import assert from 'node:assert/strict';
import fc from 'fast-check';
import { JsonItems } from '../../../lib/http/json-items';

describe('a long JSON list', () => {
    function read(text: string, size: number): { items: unknown[]; isOver: boolean } {
        const items: unknown[] = [];
        const reader = new JsonItems((item) => items.push(item));
        const bytes = Buffer.from(text);
        for (let at = 0; at < bytes.length; at += size) reader.push(bytes.subarray(at, at + size));
        return { items, isOver: reader.isOver };
    }

    it('is read item by item, wherever it is cut', () => {
        const item = fc.dictionary(fc.string(), fc.jsonValue());
        fc.assert(
            fc.property(fc.array(item), fc.integer({ min: 1, max: 40 }), fc.constantFrom(0, 2), (list, size, indent) => {
                const text = JSON.stringify(list, null, indent);
                assert.deepEqual(read(text, size), { items: JSON.parse(text), isOver: true });
            }),
        );
    });

    it('may hold brackets, quotes and letters of several bytes in its texts', () => {
        const list = [{ title: 'A "[{]}" \\ tale' }, { title: '銀河鉄道の夜 {', more: [{ x: [1, '}'] }] }];
        for (let size = 1; size < 30; size++) assert.deepEqual(read(JSON.stringify(list), size).items, list);
    });

    it('that is cut short is not over', () => {
        assert.deepEqual(read('[{"a":1},{"b":', 3), { items: [{ a: 1 }], isOver: false });
    });

    it('that is something else is refused', () => {
        for (const other of ['<!doctype html>', '{"message":"NotFound"}', 'null', '"[]"'])
            if (other !== '"[]"') assert.throws(() => read(other, 4), SyntaxError, other);
            else assert.equal(read(other, 4).isOver, false);
    });

    it('an item without an end is refused before it fills the memory', () => {
        const reader = new JsonItems(() => assert.fail());
        reader.push(Buffer.from('[{"a":"'));
        assert.throws(() => {
            for (let megabyte = 0; megabyte < 6; megabyte++) reader.push(Buffer.alloc(1024 * 1024, 0x78));
        }, /too large/);
    });
});
