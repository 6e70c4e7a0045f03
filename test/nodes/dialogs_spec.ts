/** What the dialogs let through, without an editor. */
import assert from 'node:assert/strict';
import { readEditorHalf } from '../support/editor-half';

type Validator = (this: { _: (key: string) => string }, value: unknown, options?: object) => true | false | string;

/** What the editor says of a value: true, or the key of the words in which it is refused. */
function judge(type: string, property: string, value: unknown): true | string {
    const validate = readEditorHalf(type).definition.defaults[property]?.validate as Validator;
    const node = { _: (key: string) => key };
    const verdict = validate.call(node, value, {});
    assert.equal(validate.call(node, value), verdict === true);
    assert.notEqual(verdict, false);
    return verdict as true | string;
}

describe('the dialogs', () => {
    for (const type of ['media-jellyfin-server', 'media-shoko-server', 'media-qbittorrent-server']) {
        it(`${type} takes the URLs that it can work with`, () => {
            for (const url of [
                '',
                undefined,
                'http://host:1',
                'https://home.example/path',
                ' http://pasted ',
                'Http://typed',
                '${NAME}',
            ])
                assert.equal(judge(type, 'url', url), true, url);
            for (const url of ['host:1', 'ftp://host', 'http://two words', 'http://${HOST}:1', ' ${NAME}'])
                assert.equal(judge(type, 'url', url), `${type}.error.url`, url);
        });
    }

    it('media-store takes the path of a file, or a variable that holds all of it', () => {
        for (const path of ['', undefined, 'store.json', '/data/store.json', 'C:\\data\\store.json', '${MEDIA_STORE_PATH}'])
            assert.equal(judge('media-store', 'path', path), true, path);
        for (const path of ['/data/', 'C:\\data\\', 'folder/ '])
            assert.equal(judge('media-store', 'path', path), 'media-store.error.path');
        for (const path of ['${HOME}/store.json', '/data/${NAME}', '${A}${B}'])
            assert.equal(judge('media-store', 'path', path), 'media-store.error.variable', path);
    });
});
